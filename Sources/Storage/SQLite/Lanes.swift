public import Domain
import Foundation
import GRDB

extension SQLiteStore {
    public func pauses() async throws(StoreError) -> [LanePause] {
        try await read { db in
            try db.rows(
                """
                SELECT side, name, reason, message, since, probeAt, failures, credentials FROM lanePause
                ORDER BY side, name
                """
            ).map { row in
                LanePause(
                    lane: Lane(try row.known(0), row[1]), reason: try row.known(2), message: row[3],
                    since: (row[4] as Moment).date, probeAt: (row[5] as Moment?)?.date, failures: row[6],
                    credentials: row[7])
            }
        }
    }

    public func pause(_ pause: LanePause) async throws(StoreError) {
        try await write { db in
            try db.run(
                """
                INSERT OR REPLACE INTO lanePause (side, name, reason, message, since, probeAt, failures, credentials)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    pause.lane.side.rawValue, pause.lane.name, pause.reason.rawValue, pause.message,
                    Moment(pause.since), Moment(pause.probeAt), pause.failures, pause.credentials,
                ])
        }
    }

    public func resume(_ lane: Lane) async throws(StoreError) {
        try await write { db in
            try db.run("DELETE FROM lanePause WHERE side = ? AND name = ?", [lane.side.rawValue, lane.name])
        }
    }
}
