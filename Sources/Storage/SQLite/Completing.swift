public import Domain
public import Foundation
import GRDB

extension SQLiteStore {
    public func complete(
        _ claim: Claim, as completion: Completion, record: PassRecord, at time: Date
    ) async throws(StoreError) -> Bool {
        let (time, settle) = (time.wholeMilliseconds, settle)
        return try await write { db in
            let requests = SyncRequestTable(db: db)
            guard var stored = try requests.request(of: claim.key),
                stored.request.complete(
                    token: claim.token, as: completion, outcome: record.outcome, fingerprint: record.fingerprint,
                    at: time, settle: settle)
            else { return false }
            try requests.save(stored)
            try AccountTable(db: db).end(claim.token)
            let ledger = LedgerTables(db: db)
            if record.settlesIntents { try ledger.settleIntents(of: claim.key) }
            for entry in record.history { try ledger.add(entry) }
            try ledger.save(StoredPass(record.link, record.values), for: claim.key)
            if let manager = record.manager, claim.key.user.attribute == nil {
                try EdgeTable(db: db).save(manager, of: claim.key.user.value, connector: claim.key.user.connector)
            }
            try requests.mark(record.marks, at: time, settle: settle)
            if claim.key.user.attribute != nil { try NameTable(db: db).add(claim.key.user, meant: record.marks) }
            return true
        }
    }

    public func retryDeadLetter(_ id: Int64, at time: Date) async throws(StoreError) -> Bool {
        let time = time.wholeMilliseconds
        return try await write { db in
            let requests = SyncRequestTable(db: db)
            guard var stored = try requests.deadLetter(id), stored.request.retryDeadLetter(at: time) else {
                return false
            }
            try requests.save(stored)
            return true
        }
    }

    public func discardDeadLetter(_ id: Int64, at time: Date) async throws(StoreError) -> Bool {
        try await write { db in
            let requests = SyncRequestTable(db: db)
            guard var stored = try requests.deadLetter(id), stored.request.discardDeadLetter() else { return false }
            try requests.save(stored)
            return true
        }
    }
}
