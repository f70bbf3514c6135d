import Domain
import Foundation
import GRDB

/// Loads and saves the plans of runs.
struct PlanTable {
    private static let columns = """
        connector, attribute, user, pipeline, outcome, targetUser, attributes, reason, plannedAt, isPending, isMissed, \
        number
        """
    static let pending =
        "SELECT \(columns) FROM runPlan WHERE run = ? AND isPending ORDER BY number LIMIT ?"
    static let listed =
        "SELECT \(columns) FROM runPlan WHERE run = ? AND number > ? ORDER BY number LIMIT ?"
    static let byNumber = "SELECT \(columns) FROM runPlan WHERE run = ? AND number = ?"

    let db: Database

    func insert(_ row: PreparedPlan, run: Int64) throws {
        let plan = row.plan
        let values: [(any DatabaseValueConvertible)?] = [
            run, plan.outcome.rawValue, row.targetUser, row.attributes, plan.reason, Moment(plan.plannedAt),
            plan.isPending, plan.isMissed,
        ]
        try db.run(
            """
            INSERT INTO runPlan (
                connector, attribute, user, pipeline, run, outcome, targetUser, attributes, reason, plannedAt, isPending,
                isMissed
            ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, StatementArguments(plan.key.columns + values))
    }

    func pending(run: Int64, limit: Int) throws -> [StoredPlan] {
        try db.rows(Self.pending, [run, max(0, limit)]).map(plan)
    }

    func plans(run: Int64, after number: Int64, limit: Int) throws -> [StoredPlan] {
        try db.rows(Self.listed, [run, number, max(0, limit)]).map(plan)
    }

    func plan(run: Int64, number: Int64) throws -> StoredPlan? {
        try db.row(Self.byNumber, [run, number]).map(plan)
    }

    /// - Parameter attributes: As `text(_:)` writes them.
    func conclude(_ number: Int64, as outcome: Outcome, _ attributes: String, reason: String?) throws {
        try db.run(
            "UPDATE runPlan SET outcome = ?, attributes = ?, reason = ?, isPending = 0 WHERE number = ?",
            [outcome.rawValue, attributes, reason, number])
    }

    /// Erases a user's plans, and gives back with their runs those that were still to be written.
    func forget(_ user: UserReference) throws -> [(run: Int64, plan: StoredPlan)] {
        let pending = try db.rows(
            """
            SELECT \(Self.columns), run FROM runPlan WHERE connector = ? AND attribute = ? AND user = ? AND isPending
            """, StatementArguments(user.columns)
        ).map { row in (run: row[12] as Int64, plan: try plan(row)) }
        try db.run(
            "DELETE FROM runPlan WHERE connector = ? AND attribute = ? AND user = ?", StatementArguments(user.columns))
        return pending
    }

    private func plan(_ row: Row) throws -> StoredPlan {
        StoredPlan(
            number: row[11], key: row.requestKey, outcome: try row.known(4),
            targetUser: try (row[5] as String?).map(StoredJSON.value), attributes: try Self.attributes(row[6]),
            reason: row[7], plannedAt: (row[8] as Moment).date, isPending: row[9], isMissed: row[10])
    }

    static func text(_ attributes: [PlannedAttribute]) throws -> String {
        try StoredJSON.text(attributes.map(StoredAttribute.init))
    }

    private static func attributes(_ text: String) throws -> [PlannedAttribute] {
        let rows: [StoredAttribute] = try StoredJSON.value(text)
        return rows.map(\.row)
    }
}

/// A plan with its JSON, made before the store is locked for writing.
struct PreparedPlan: Sendable {
    let plan: StoredPlan
    let targetUser: String?
    let attributes: String

    init(_ plan: StoredPlan) throws {
        self.plan = plan
        targetUser = try plan.targetUser.map(StoredJSON.text)
        attributes = try PlanTable.text(plan.attributes)
    }
}

/// A row of a plan as it is stored: there are millions of them, so that names are short.
private struct StoredAttribute: Codable {
    private enum CodingKeys: String, CodingKey {
        case target = "t"
        case source = "s"
        case wanted = "w"
        case current = "c"
        case action = "a"
        case error = "e"
    }

    let target: TargetAttribute
    let source: String
    let wanted: String?
    let current: String?
    let action: PlannedAttribute.Action
    let error: String?

    init(_ row: PlannedAttribute) {
        (target, source, wanted, current) = (row.target, row.source, row.wanted, row.current)
        (action, error) = (row.action, row.error)
    }

    var row: PlannedAttribute {
        PlannedAttribute(
            target: target, source: source, wanted: wanted, current: current, action: action, error: error)
    }
}
