public import Domain
public import Foundation
import GRDB

extension SQLiteStore {
    public func pendingPlans(of id: String, limit: Int) async throws(StoreError) -> [StoredPlan] {
        try await read { db in
            guard let stored = try RunTable(db: db).run(id), !stored.run.phase.isOver else { return [] }
            return try PlanTable(db: db).pending(run: stored.number, limit: limit)
        }
    }

    public func plans(of id: String, after number: Int64, limit: Int) async throws(StoreError) -> [StoredPlan] {
        try await read { db in
            guard let run = try RunTable(db: db).run(id)?.number else { return [] }
            return try PlanTable(db: db).plans(run: run, after: number, limit: limit)
        }
    }

    public func conclude(
        _ plan: StoredPlan, of id: String, as outcome: Outcome, attributes: [PlannedAttribute], reason: String?,
        owner: String, at time: Date
    ) async throws(StoreError) -> Bool {
        let row = try StoreError.during { try PlanTable.text(attributes) }
        return try await write { db in
            let (runs, plans) = (RunTable(db: db), PlanTable(db: db))
            guard let stored = try runs.run(id), stored.isHeld(by: owner), stored.run.phase == .applying else {
                return false
            }
            // What is stored counts, and a user may have been forgotten meanwhile.
            guard let planned = try plans.plan(run: stored.number, number: plan.number), planned.isPending else {
                return true
            }
            try plans.conclude(planned.number, as: outcome, row, reason: reason)
            var counts = try runs.counts(of: stored.number, pipeline: planned.key.pipeline)
            counts.conclude(planned, as: outcome, attributes)
            try runs.save(counts, of: stored.number, pipeline: planned.key.pipeline)
            return true
        }
    }
}
