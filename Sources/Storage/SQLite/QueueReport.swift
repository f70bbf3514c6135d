public import Domain
public import Foundation
import GRDB

extension SQLiteStore {
    /// The conditions are those of `SyncRequest.isRunning`, `isWaiting` and `oldestUnanswered`.
    private static let pending = """
        SELECT connector,
            count(DISTINCT CASE WHEN NOT running AND (phase IN (1, 3) AND step = 0 OR againAt IS NOT NULL) THEN person END),
            count(DISTINCT CASE WHEN running THEN person END),
            min(CASE WHEN running OR phase IN (1, 3) OR againAt IS NOT NULL THEN
                CASE step WHEN 0 THEN markedAt ELSE againAt END END)
        FROM (
            SELECT connector, phase, step, markedAt, againAt, attribute || char(31) || user AS person,
                token IS NOT NULL AND claimedUntil > ? AS running
            FROM syncRequest WHERE due IS NOT NULL
        )
        GROUP BY connector
        """

    public func queueStatus(at time: Date) async throws(StoreError) -> QueueStatus {
        try await read { db in
            var connectors: [String: QueueStatus.Counts] = [:]
            for row in try db.rows(Self.pending, [Moment(time)]) {
                let oldest: Moment? = row[3]
                let counts = QueueStatus.Counts(waiting: row[1], running: row[2], oldest: oldest?.date)
                if counts != QueueStatus.Counts() { connectors[row[0]] = counts }
            }
            let dead = try db.rows(
                "SELECT connector, count(*) FROM syncRequest WHERE deadSince IS NOT NULL GROUP BY connector")
            for row in dead { connectors[row[0], default: .init()].deadLetters = row[1] }
            return QueueStatus(connectors: connectors)
        }
    }

    public func deadLetters() async throws(StoreError) -> [DeadLetter] {
        try await read { db in
            try SyncRequestTable(db: db).deadLetters().compactMap { stored in
                let request = stored.request
                guard case .dead(let since) = request.phase else { return nil }
                return DeadLetter(
                    id: stored.id, key: request.key, attempts: request.attempts, error: request.error ?? "",
                    since: since)
            }
        }
    }
}
