import Domain
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Storage

@Suite struct RunScaleTests {
    @Test(
        "every question about a run reads a range of an index",
        arguments: [
            (PlanTable.pending, "SEARCH runPlan USING INDEX runPlanPending (run=?)"),
            (PlanTable.listed, "SEARCH runPlan USING INDEX runPlanRun (run=? AND rowid>?)"),
            (PlanTable.byNumber, "SEARCH runPlan USING INTEGER PRIMARY KEY (rowid=?)"),
            (
                PreparedPage.isStored,
                """
                SEARCH syncRequest USING INDEX sqlite_autoindex_syncRequest_1 \
                (connector=? AND attribute=? AND user=? AND pipeline=?)
                SEARCH pass USING PRIMARY KEY (connector=? AND attribute=? AND user=? AND pipeline=?)
                """
            ),
            (RunTable.open, "SEARCH run USING INDEX runFinished (finishedAt=?)"),
            (
                EdgeTable.below,
                "SEARCH managerEdge USING COVERING INDEX managerEdgeBelow (connector=? AND manager=? AND user>?)"
            ),
            (
                PageSaving.unseen,
                """
                SEARCH pass USING PRIMARY KEY (connector=? AND attribute=? AND user>?)
                CORRELATED SCALAR SUBQUERY 1
                SEARCH runSeen USING PRIMARY KEY (run=? AND connector=? AND user=?)
                """
            ),
        ])
    func plan(_ sql: String, _ steps: String) async throws {
        #expect(try await Self.steps(of: sql).joined(separator: "\n") == steps)
    }

    @Test("what retention deletes is found without looking at what stays", arguments: 0..<8)
    func pruning(_ index: Int) async throws {
        let retention = Retention(
            deliveriesBefore: .distantPast, historyBefore: .distantPast, replayIDsBefore: .distantPast)
        let steps = try await Self.steps(of: Pruning.steps(retention)[index].sql)
        #expect(!steps.isEmpty && !steps.contains { $0.hasPrefix("SCAN") && !$0.hasPrefix("SCAN (") }, "\(steps)")
    }

    private static func steps(of sql: String) async throws -> [String] {
        try await withStore { store in
            try await store.read { db in
                let statement = try db.makeStatement(sql: "EXPLAIN QUERY PLAN \(sql)")
                let arguments = StatementArguments(Array(repeating: 1, count: sql.count { $0 == "?" }))
                return try Row.fetchAll(statement, arguments: arguments).map { $0["detail"] as String }
            }
        }
    }
}
