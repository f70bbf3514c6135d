public import Domain
import Foundation
import GRDB

extension SQLiteStore {
    public func salt() async throws(StoreError) -> String {
        try await read { db in
            guard let row = try db.row("SELECT value FROM meta WHERE name = 'salt'") else {
                throw StoreError(.corrupt, cause: "the salt is missing", remedy: "restore a backup")
            }
            return row[0]
        }
    }

    public func probe() async throws(StoreError) {
        try await write { db in
            try db.run("UPDATE meta SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT) WHERE name = 'probe'")
        }
    }

    public func prune(_ retention: Retention, limit: Int) async throws(StoreError) -> Int {
        try await write { db in
            var room = max(0, limit)
            let deletes: [(String, Date)] = [
                (
                    """
                    DELETE FROM delivery WHERE rowid IN
                        (SELECT rowid FROM delivery WHERE receivedAt < ? ORDER BY receivedAt LIMIT ?)
                    """, retention.deliveriesBefore
                ),
                (
                    "DELETE FROM history WHERE id IN (SELECT id FROM history WHERE time < ? ORDER BY time LIMIT ?)",
                    retention.historyBefore
                ),
                (
                    """
                    DELETE FROM replay WHERE (connector, id) IN
                        (SELECT connector, id FROM replay WHERE at < ? ORDER BY at LIMIT ?)
                    """, retention.replayIDsBefore
                ),
            ]
            for (sql, before) in deletes where room > 0 {
                try db.run(sql, [Moment(before), room])
                room -= db.changesCount
            }
            return max(0, limit) - room
        }
    }
}
