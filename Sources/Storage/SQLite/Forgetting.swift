public import Domain
public import Foundation
import GRDB

extension SQLiteStore {
    public func forget(_ user: UserReference, at time: Date) async throws(StoreError) -> Forgetting {
        let time = time.wholeMilliseconds
        let result: Forgetting = try await write { db in
            let (requests, names) = (SyncRequestTable(db: db), NameTable(db: db))
            let references = try [user] + names.names(of: user)
            let all = try references.map { ($0, try requests.requests(of: $0)) }
            let terms = all.flatMap(\.1).filter { $0.request.isRunning(at: time) }.compactMap(\.request.hold?.until)
            if let end = terms.max() { return .busy(until: end) }
            let erasure = Erasure(db: db)
            for (reference, stored) in all {
                // Whom a name means that waits is not known: its mark may be another's.
                if reference != user, stored.contains(where: { $0.request.isWaiting(at: time) }) { continue }
                try erasure.erase(reference, stored)
            }
            return .forgotten
        }
        if result == .forgotten { await emptyLog() }
        return result
    }
}

/// Erases what is stored about a user within a write transaction; no claim of the user may be running.
private struct Erasure {
    let db: Database

    func erase(_ user: UserReference, _ requests: [StoredRequest]) throws {
        let accounts = AccountTable(db: db)
        for stored in requests {
            if let lapsed = stored.request.hold?.token { try accounts.end(lapsed) }
            try SyncRequestTable(db: db).delete(stored)
        }
        for key in try LedgerTables(db: db).forget(user) {
            try accounts.forget(key: key)
            try AccountIndexTable(db: db).forget(key: key)
        }
        try erasePlans(of: user)
        if user.attribute == nil {
            try EdgeTable(db: db).forget(user)
            try db.run(
                "DELETE FROM runSeen WHERE run IN (SELECT number FROM run) AND connector = ? AND user = ?",
                [user.connector, user.value])
        } else {
            try NameTable(db: db).forget(user)
        }
    }

    /// What would have been written and never will be is not part of the run's counts any more.
    private func erasePlans(of user: UserReference) throws {
        let runs = RunTable(db: db)
        for (run, plan) in try PlanTable(db: db).forget(user) {
            var counts = try runs.counts(of: run, pipeline: plan.key.pipeline)
            counts.withdraw(plan)
            try runs.save(counts, of: run, pipeline: plan.key.pipeline)
        }
    }
}
