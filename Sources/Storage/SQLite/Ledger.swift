public import Domain
public import Foundation
import GRDB

extension SQLiteStore {
    public func accountVersion(_ account: Account) async throws(StoreError) -> Int64 {
        try await read { db in try AccountTable(db: db).version(of: account) }
    }

    public func intend(
        _ changes: [Intent], for claim: Claim, on account: Account, version: Int64, at time: Date
    ) async throws(StoreError) -> IntentResult {
        let time = time.wholeMilliseconds
        return try await write { db in
            guard let stored = try SyncRequestTable(db: db).request(of: claim.key),
                stored.request.holds(claim.token, at: time), let hold = stored.request.hold
            else { return .claimLost }
            let accounts = AccountTable(db: db)
            guard try accounts.take(account, for: claim.token, until: hold.until, version: version, at: time) else {
                return .accountBusy
            }
            let ledger = LedgerTables(db: db)
            for change in changes { try ledger.add(change, for: claim.key) }
            return .stored
        }
    }

    public func openIntents(for key: RequestKey) async throws(StoreError) -> [Intent] {
        try await read { db in try LedgerTables(db: db).intents(of: key) }
    }

    public func settle(_ claim: Claim, history: [HistoryEntry], at time: Date) async throws(StoreError) -> Bool {
        let time = time.wholeMilliseconds
        return try await write { db in
            guard let stored = try SyncRequestTable(db: db).request(of: claim.key),
                stored.request.holds(claim.token, at: time)
            else { return false }
            let ledger = LedgerTables(db: db)
            for entry in history { try ledger.add(entry) }
            try ledger.settleIntents(of: claim.key)
            return true
        }
    }

    public func link(for key: RequestKey) async throws(StoreError) -> TargetUser? {
        try await read { db in try LedgerTables(db: db).pass(of: key)?.targetUser() }
    }

    public func record(for key: RequestKey) async throws(StoreError) -> [TargetAttribute: String?]? {
        try await read { db in try LedgerTables(db: db).pass(of: key)?.values() }
    }

    public func lastPasses(of user: UserReference) async throws(StoreError) -> [String: FinishedPass] {
        try await read { db in
            let rows = try db.rows(
                """
                SELECT pipeline, outcome, finishedAt FROM syncRequest
                WHERE connector = ? AND attribute = ? AND user = ? AND outcome IS NOT NULL AND finishedAt IS NOT NULL
                """, StatementArguments(user.columns))
            return try rows.reduce(into: [:]) { passes, row in
                passes[row[0]] = FinishedPass(outcome: try row.known(1), at: (row[2] as Moment).date)
            }
        }
    }

    public func history(of user: UserReference, limit: Int) async throws(StoreError) -> [HistoryEntry] {
        try await read { db in try LedgerTables(db: db).history(of: user, limit: limit) }
    }
}
