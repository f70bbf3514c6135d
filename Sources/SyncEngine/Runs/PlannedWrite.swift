import Domain
import Foundation

/// Takes one user's plan to the target under a claim.
///
/// Who was moved since gets an ordinary pass instead: a mark that came meanwhile, a pass that ended since the profile was
/// read, a target that no longer holds what the plan saw. So newer events win, and a crash repeats no write.
struct PlannedWrite: Sendable {
    /// More than a pass leaves of one user.
    private static let historyLooked = 200

    let worker: RunWorker
    let route: Route
    let plan: StoredPlan

    private var engine: RunEngine { worker.engine }
    private var cause: Cause { Cause(.reconciliation, id: worker.run.id) }

    /// - Returns: nil: it came to no result yet, and is to be tried again when the target is open.
    func carryOut(under claim: Claim) async throws -> PassReport? {
        let runner = PassRunner(store: engine.store, board: engine.board, policy: engine.policy, time: engine.time)
        var conclusion: PassRunner.Conclusion?
        if claim.cause == cause, try await !wasSynced() {
            conclusion = await runner.pass(claim, through: route, carryingOut: plan)
        }
        let isPlanned = conclusion != nil
        let end: PassRunner.Conclusion
        if let conclusion {
            end = conclusion
        } else {
            let reading = await route.directory.reading(of: plan.key.user.value, for: [route])
            end = await runner.pass(claim, through: route, reading: reading)
        }
        let kept = try await engine.store.complete(
            claim, as: end.completion, record: end.record, at: engine.time.now)
        guard kept else { return nil }
        PassLog(logger: engine.logger).log(claim, end, at: engine.time.now)
        switch end.completion {
        case .deferred, .handedBack: return nil
        case .done, .retry, .dead: break
        }
        let report = end.report ?? PassReport(.failed, reason: "the pass came to no result")
        return isPlanned ? report : try await crediting(report)
    }

    /// Whether a pass of this user ended since the plan was made.
    private func wasSynced() async throws -> Bool {
        let passes = try await engine.store.lastPasses(of: plan.key.user)
        return passes[plan.key.pipeline].map { $0.at >= plan.plannedAt } ?? false
    }

    /// What this run had written before it was cut off counts as its work, not as found there.
    private func crediting(_ report: PassReport) async throws -> PassReport {
        guard report.outcome == .unchanged else { return report }
        let history = try await engine.store.history(of: plan.key.user, limit: Self.historyLooked)
        let ours = Set(
            history.filter { $0.cause == cause && $0.pipeline == plan.key.pipeline && !$0.uncertain }.map(\.attribute))
        guard !ours.isEmpty else { return report }
        let written = Dictionary(plan.attributes.map { ($0.target, $0) }, uniquingKeysWith: { first, _ in first })
        return PassReport(
            .written, targetUser: report.targetUser,
            attributes: report.attributes.map { ours.contains($0.target) ? written[$0.target] ?? $0 : $0 })
    }
}
