import Domain

/// What a run found and wrote, value by value: streamed from the store, so that memory stays bounded.
public struct RunReport: Sendable {
    /// How a report is written.
    public enum Format: String, Sendable, CaseIterable { case csv, json, html }

    /// One changed value, one attribute that had an error, or one user of whom nothing is written.
    struct Line: Sendable, Hashable {
        let pipeline: String
        let user: String
        let targetUser: String?
        /// The user's outcome; `held` and `pending` of what was planned and not written.
        let outcome: String
        /// nil: the line is about the user.
        let attribute: String?
        let action: PlannedAttribute.Action?
        let old: String?
        let new: String?
        /// An attribute's error, or why the user came to this.
        let note: String?
    }

    static let page = 500

    let run: Run
    let result: RunResult
    let store: any RunStore

    /// Calls `body` with every line, in the order of planning.
    func lines(_ body: (Line) throws -> Void) async throws {
        var last: Int64 = 0
        while true {
            let plans = try await store.plans(of: run.id, after: last, limit: Self.page)
            guard let number = plans.last?.number else { return }
            for plan in plans { for line in lines(of: plan) { try body(line) } }
            last = number
        }
    }

    private func lines(of plan: StoredPlan) -> [Line] {
        let outcome = plan.isPending ? (run.phase == .held ? "held" : "pending") : plan.outcome.rawValue
        let line = { (row: PlannedAttribute?, note: String?) in
            Line(
                pipeline: plan.key.pipeline, user: plan.key.user.value, targetUser: plan.targetUser?.name,
                outcome: outcome, attribute: row?.target.name, action: row?.action, old: row?.current,
                new: row?.wanted, note: note)
        }
        let rows = plan.attributes.filter { $0.action.writes || $0.action == .error }.map { line($0, $0.error) }
        guard rows.isEmpty else { return rows }
        return plan.outcome == .unchanged ? [] : [line(nil, plan.reason)]
    }
}

extension Operations {
    /// Writes a run's report, a piece at a time.
    ///
    /// - Throws: `OperationError` when there is no such run, `StoreError`, what `write` throws.
    public func report(
        of id: String, as format: RunReport.Format, write: (String) throws -> Void
    ) async throws {
        guard let run = try await store.run(id) else {
            throw OperationError("there is no run '\(id)'; `rollcall runs list` names them")
        }
        let report = RunReport(run: run, result: try await result(of: run), store: store)
        switch format {
        case .csv: try await report.writeCSV(write)
        case .json: try await report.writeJSON(write)
        case .html: try await report.writeHTML(write)
        }
    }
}
