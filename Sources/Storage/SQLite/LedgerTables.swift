import Domain
import Foundation
import GRDB

/// Intents, history, links and records.
struct LedgerTables {
    private struct RecordedValue: Codable {
        let target: TargetAttribute
        let value: String?
    }

    let db: Database

    func add(_ intent: Intent, for key: RequestKey) throws {
        let values: [(any DatabaseValueConvertible)?] = [
            intent.target, try json(intent.targetUser), intent.attribute.kind.rawValue, intent.attribute.name,
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
                target: row[0], targetUser: try decoded(row[1]), attribute: TargetAttribute(try row.known(2), row[3]),
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

    func save(link: TargetUser?, values: [TargetAttribute: String?]?, for key: RequestKey) throws {
        guard link != nil || values != nil else { return }
        let record = values?.map { RecordedValue(target: $0.key, value: $0.value) }
        try db.run(
            """
            INSERT INTO pass (connector, attribute, user, pipeline, link, record) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET link = ifnull(excluded.link, link), record = ifnull(excluded.record, record)
            """, StatementArguments(key.columns + [try link.map(json), try record.map(json)]))
    }

    func link(of key: RequestKey) throws -> TargetUser? {
        try column("SELECT link FROM pass", of: key).map(decoded)
    }

    func record(of key: RequestKey) throws -> [TargetAttribute: String?]? {
        guard let text = try column("SELECT record FROM pass", of: key) else { return nil }
        let values: [RecordedValue] = try decoded(text)
        return Dictionary(values.map { ($0.target, $0.value) }, uniquingKeysWith: { $1 })
    }

    private func column(_ select: String, of key: RequestKey) throws -> String? {
        try db.row(
            "\(select) WHERE connector = ? AND attribute = ? AND user = ? AND pipeline = ?",
            StatementArguments(key.columns))?[0]
    }

    private func json(_ value: some Encodable) throws -> String {
        String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
    }

    private func decoded<Value: Decodable>(_ text: String) throws -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
        } catch {
            throw StoreError(.corrupt, cause: "a stored \(Value.self) cannot be read")
        }
    }
}
