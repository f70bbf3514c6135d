public import Domain
public import Foundation
import GRDB

extension SQLiteStore {
    public func accept(
        _ delivery: DeliveryRecord, marks: [Mark], at time: Date
    ) async throws(StoreError) -> Acceptance {
        let (time, settle) = (time.wholeMilliseconds, settle)
        return try await write { db in
            guard try !isReplayed(delivery, db) else { return .duplicate }
            for id in delivery.replayIDs {
                try db.run(
                    "INSERT OR IGNORE INTO replay (connector, id, at) VALUES (?, ?, ?)",
                    [delivery.connector, id, Moment(time)])
            }
            try db.run(
                """
                INSERT INTO delivery (id, connector, kind, receivedAt, source, accepted, rejected)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    delivery.id, delivery.connector, delivery.kind.rawValue, Moment(delivery.receivedAt),
                    delivery.source, delivery.accepted, delivery.rejected,
                ])
            try SyncRequestTable(db: db).mark(marks, at: time, settle: settle)
            return .stored
        }
    }

    public func mark(_ marks: [Mark], at time: Date) async throws(StoreError) {
        guard !marks.isEmpty else { return }
        let (time, settle) = (time.wholeMilliseconds, settle)
        try await write { db in try SyncRequestTable(db: db).mark(marks, at: time, settle: settle) }
    }

    public func release(deferred slots: [ClaimSlot], at time: Date) async throws(StoreError) {
        let time = time.wholeMilliseconds
        try await write { db in
            let requests = SyncRequestTable(db: db)
            for slot in slots {
                for var stored in try requests.deferred(in: slot) {
                    stored.request.release(at: time)
                    try requests.save(stored)
                }
            }
        }
    }
}

private func isReplayed(_ delivery: DeliveryRecord, _ db: Database) throws -> Bool {
    try delivery.replayIDs.contains { id in
        try db.row("SELECT 1 FROM replay WHERE connector = ? AND id = ?", [delivery.connector, id]) != nil
    }
}

extension SyncRequestTable {
    func mark(_ marks: [Mark], at time: Date, settle: Duration) throws {
        for mark in marks {
            guard var stored = try request(of: mark.key) else {
                try insert(SyncRequest(mark, at: time))
                continue
            }
            let before = stored.request
            stored.request.mark(mark, at: time, settle: settle)
            // Of a thousand marks for one waiting user, all but the first cost a read, unless they put off its sync.
            if stored.request != before { try save(stored) }
        }
    }
}
