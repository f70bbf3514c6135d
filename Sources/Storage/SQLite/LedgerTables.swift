import Domain
import Foundation
import GRDB

/// Intents, history, links and records.
struct LedgerTables {
    let db: Database

    func add(_ intent: Intent, for key: RequestKey) throws {
        let values: [(any DatabaseValueConvertible)?] = [
            intent.target, try StoredJSON.text(intent.targetUser), intent.attribute.kind.rawValue,
            intent.attribute.name,
            intent.old, intent.new, intent.cause.kind.rawValue, intent.cause.id, Moment(intent.intendedAt),
        ]
        try db.run(
            """
            INSERT INTO intent (
                connector, attribute, user, pipeline, target, targetUser, propertyKind, property, old, new, causeKind,
                causeID, intendedAt
            ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, StatementArguments(key.columns + values))
    }

    func intents(of key: RequestKey) throws -> [Intent] {
        try db.rows(
            """
            SELECT target, targetUser, propertyKind, property, old, new, causeKind, causeID, intendedAt FROM intent
            WHERE connector = ? AND attribute = ? AND user = ? AND pipeline = ? ORDER BY id
            """, StatementArguments(key.columns)
        ).map { row in
            Intent(
                target: row[0], targetUser: try StoredJSON.value(row[1]),
                attribute: TargetAttribute(try row.known(2), row[3]),
                old: row[4], new: row[5], cause: try row.cause(kind: 6, id: 7), intendedAt: (row[8] as Moment).date)
        }
    }

    func settleIntents(of key: RequestKey) throws {
        try db.run(
            "DELETE FROM intent WHERE connector = ? AND attribute = ? AND user = ? AND pipeline = ?",
            StatementArguments(key.columns))
    }

    func add(_ entry: HistoryEntry) throws {
        let values: [(any DatabaseValueConvertible)?] = [
            entry.pipeline, Moment(entry.time), entry.target, entry.targetUser, entry.attribute.kind.rawValue,
            entry.attribute.name, entry.old, entry.new, entry.cause.kind.rawValue, entry.cause.id, entry.uncertain,
        ]
        try db.run(
            """
            INSERT INTO history (
                connector, attribute, user, pipeline, time, target, targetUser, propertyKind, property, old, new,
                causeKind, causeID, uncertain
            ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, StatementArguments(entry.user.columns + values))
    }

    func history(of user: UserReference, limit: Int) throws -> [HistoryEntry] {
        try db.rows(
            """
            SELECT connector, attribute, user, pipeline, time, target, targetUser, propertyKind, property, old, new,
                causeKind, causeID, uncertain
            FROM history WHERE connector = ? AND attribute = ? AND user = ? ORDER BY time DESC, id DESC LIMIT ?
            """, StatementArguments(user.columns + [max(0, limit)])
        ).map { row in
            HistoryEntry(
                time: (row[4] as Moment).date, user: row.userReference, pipeline: row[3], target: row[5],
                targetUser: row[6], attribute: TargetAttribute(try row.known(7), row[8]), old: row[9], new: row[10],
                cause: try row.cause(kind: 11, id: 12), uncertain: row[13])
        }
    }

    func save(_ pass: StoredPass, for key: RequestKey) throws {
        guard pass.link != nil || pass.record != nil else { return }
        try db.run(
            """
            INSERT INTO pass (connector, attribute, user, pipeline, link, record) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET link = ifnull(excluded.link, link), record = ifnull(excluded.record, record)
            WHERE ifnull(excluded.link, link) IS NOT link OR ifnull(excluded.record, record) IS NOT record
            """, StatementArguments(key.columns + [pass.link, pass.record]))
    }

    func pass(of key: RequestKey) throws -> StoredPass? {
        try db.row(
            "SELECT link, record FROM pass WHERE connector = ? AND attribute = ? AND user = ? AND pipeline = ?",
            StatementArguments(key.columns)
        ).map { StoredPass(link: $0[0], record: $0[1]) }
    }

    /// Erases what passes stored of a user.
    /// - Returns: The keys of the accounts that were linked or about to be written.
    func forget(_ user: UserReference) throws -> Set<String> {
        let whose = "WHERE connector = ? AND attribute = ? AND user = ?"
        let arguments = StatementArguments(user.columns)
        let accounts = try db.rows(
            """
            SELECT link FROM pass \(whose) AND link IS NOT NULL
            UNION ALL SELECT targetUser FROM intent \(whose)
            """, StatementArguments(user.columns + user.columns)
        ).map { row -> TargetUser in try StoredJSON.value(row[0]) }
        for table in ["intent", "pass", "history"] { try db.run("DELETE FROM \(table) \(whose)", arguments) }
        return Set(accounts.map(\.key))
    }
}
