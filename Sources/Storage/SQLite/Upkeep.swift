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
            for (sql, before) in Pruning.steps(retention) where room > 0 {
                try db.run(sql, before.map { [Moment($0), room] } ?? [room])
                room -= db.changesCount
            }
            return max(0, limit) - room
        }
    }
}

/// What retention deletes, in order; each takes a time, where it has one, and how many rows may go.
enum Pruning {
    static func steps(_ retention: Retention) -> [(sql: String, before: Date?)] {
        [
            (delivery, retention.deliveriesBefore), (history, retention.historyBefore),
            (replay, retention.replayIDsBefore), (plans, retention.historyBefore), (seen, nil),
            (runs, retention.historyBefore), (resolvedNames, retention.historyBefore),
            (names, retention.historyBefore),
        ]
    }

    private static let delivery = """
        DELETE FROM delivery WHERE rowid IN
            (SELECT rowid FROM delivery WHERE receivedAt < ? ORDER BY receivedAt LIMIT ?)
        """
    private static let history =
        "DELETE FROM history WHERE id IN (SELECT id FROM history WHERE time < ? ORDER BY time LIMIT ?)"
    private static let replay = """
        DELETE FROM replay WHERE (connector, id) IN
            (SELECT connector, id FROM replay WHERE at < ? ORDER BY at LIMIT ?)
        """
    private static let plans = """
        DELETE FROM runPlan WHERE number IN (
            SELECT runPlan.number FROM run CROSS JOIN runPlan ON runPlan.run = run.number
            WHERE run.finishedAt < ? LIMIT ?)
        """
    /// Whom a run's pages showed is asked only until it is over.
    private static let seen = """
        DELETE FROM runSeen WHERE (run, connector, user) IN (
            SELECT run, connector, user FROM run CROSS JOIN runSeen ON runSeen.run = run.number
            WHERE run.finishedAt IS NOT NULL LIMIT ?)
        """
    private static let runs = """
        DELETE FROM run WHERE number IN (
            SELECT number FROM run WHERE finishedAt < ?
                AND NOT EXISTS (SELECT 1 FROM runPlan WHERE runPlan.run = run.number)
                AND NOT EXISTS (SELECT 1 FROM runSeen WHERE runSeen.run = run.number)
            LIMIT ?)
        """
    private static let restingNames = """
        SELECT connector, attribute, user FROM syncRequest
        WHERE pipeline = '' AND phase = 0 AND token IS NULL AND finishedAt < ?
        """
    private static let resolvedNames = """
        DELETE FROM resolvedName WHERE (connector, attribute, name, user) IN (
            SELECT resolvedName.connector, resolvedName.attribute, name, resolvedName.user
            FROM (\(restingNames)) AS resting CROSS JOIN resolvedName
                ON resolvedName.connector = resting.connector AND resolvedName.attribute = resting.attribute
                AND resolvedName.name = resting.user
            LIMIT ?)
        """
    private static let names = """
        DELETE FROM syncRequest WHERE pipeline = '' AND (connector, attribute, user) IN (
            \(restingNames)
                AND NOT EXISTS (
                    SELECT 1 FROM resolvedName WHERE resolvedName.connector = syncRequest.connector
                    AND resolvedName.attribute = syncRequest.attribute AND resolvedName.name = syncRequest.user)
            LIMIT ?)
        """
}
