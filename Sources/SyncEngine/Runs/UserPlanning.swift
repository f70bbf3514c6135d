import Domain
import Foundation

/// Plans one user through the pipelines of a run, by the same code as a sync, and writes nothing.
struct UserPlanning: Sendable {
    /// What planning one user came to.
    struct Planned: Sendable {
        let id: String
        var plans: [StoredPlan] = []
        var findings: [RequestKey: Finding] = [:]
        var counts: [String: RunCounts] = [:]
        /// nil: not read.
        var manager: String?
    }

    private static let attempts = 3

    let worker: RunWorker
    let routes: [Route]
    let known: [RequestKey: KnownUser]
    /// When the profiles were read, at the earliest.
    let readAt: Date

    private var engine: RunEngine { worker.engine }
    private var run: Run { worker.run }

    func plan(_ id: String, _ reading: Reading) async throws -> Planned {
        var planned = Planned(id: id)
        planned.manager = (try? reading.get()).flatMap { profile in
            routes.lazy.compactMap { profile.manager(for: $0) }.first
        }
        for route in routes {
            let key = RequestKey(
                UserReference(connector: route.pipeline.connector, id: id), pipeline: route.pipeline.name)
            let known = known[key] ?? KnownUser()
            let report = try await report(reading, key, route, known)
            note(report, reading, key, route, known, in: &planned)
        }
        return planned
    }

    private func report(
        _ reading: Reading, _ key: RequestKey, _ route: Route, _ known: KnownUser
    ) async throws -> PassReport {
        let sync = UserSync(route: route.simulated, ledger: engine.store, time: engine.time)
        switch reading {
        case .success(let profile):
            if run.depth == .light, let report = sync.compare(profile, with: known) { return report }
            return try await asking(route, key) { () throws(PassFailure) in try await sync.simulate(profile) }
        case .failure(let error) where error.code == .notFound:
            guard route.pipeline.onDeleted == .clear, let link = known.link else { return PassReport(.gone) }
            return try await asking(route, key) { () throws(PassFailure) in try await sync.simulateDeparted(link) }
        case .failure(let error):
            return PassReport(.failed, reason: error.description)
        }
    }

    /// Asks the target when it has room, and again when it stood still meanwhile.
    private func asking(
        _ route: Route, _ key: RequestKey, _ work: () async throws(PassFailure) -> PassReport
    ) async throws -> PassReport {
        let lane = Lane(.target, route.pipeline.target)
        var failures = 0
        while true {
            try await engine.patience.wait(for: lane, telling: worker.meter)
            await engine.occupancy.enterBulk(lane)
            let result: Result<PassReport, PassFailure>
            do throws(PassFailure) { result = .success(try await work()) } catch { result = .failure(error) }
            await engine.occupancy.leaveBulk(lane)
            switch result {
            case .success(let report): return report
            case .failure(.store(let error)): throw error
            case .failure(let failure):
                try Task.checkCancellation()
                if let fault = LaneFault(failure) {
                    if await engine.board.report(fault, by: key) == .paused { continue }
                    failures += 1
                    // The lane answered its probe: it may have had a bad moment.
                    if failures < Self.attempts {
                        try await engine.time.sleep(for: .seconds(1))
                        continue
                    }
                }
                return PassReport(.failed, reason: failure.description)
            }
        }
    }

    private func note(
        _ report: PassReport, _ reading: Reading, _ key: RequestKey, _ route: Route, _ known: KnownUser,
        in planned: inout Planned
    ) {
        let differs = report.attributes.contains { $0.action.writes }
        let fingerprint = (try? reading.get()).map { $0.fingerprint(of: route.paths) }
        // Where a mapping is new, all profiles read otherwise.
        let wasMapped = route.pipeline.mappings.allSatisfy { known.values?.keys.contains($0.target) == true }
        let isMissed =
            run.kind == .reconcile && differs && wasMapped && !known.isMarked && !known.isFollowedUp
            && known.fingerprint != nil && fingerprint != nil && fingerprint != known.fingerprint
        let isInScope = report.targetUser != nil && (report.outcome == .written || report.outcome == .unchanged)
        planned.counts[key.pipeline] = RunCounts(
            report.outcome, report.attributes, isInScope: isInScope, isMissed: isMissed)
        let writes = run.kind == .reconcile && route.isLive
        // A dead letter is tried again, whatever is to be done.
        let isPending = writes && (differs || known.isDead && report.outcome != .failed)
        if isPending || differs || report.isWorthListing {
            planned.plans.append(
                StoredPlan(
                    key: key, outcome: report.outcome, targetUser: report.targetUser, attributes: report.attributes,
                    reason: report.reason, plannedAt: readAt, isPending: isPending, isMissed: isMissed))
        }
        guard report.outcome != .failed, let fingerprint else { return }
        let isSettled = report.targetUser != nil && !isPending
        planned.findings[key] = Finding(
            readAt: readAt, link: isSettled ? report.targetUser : nil,
            values: isSettled ? report.currentValues : nil, fingerprint: fingerprint)
    }
}

extension PassReport {
    /// Whether a report lists a user of whom nothing would be written.
    fileprivate var isWorthListing: Bool {
        switch outcome {
        case .noMatch, .ambiguous, .held, .failed: true
        case .written, .unchanged, .noUser, .outOfScope, .gone: attributes.contains { $0.action == .error }
        }
    }

    /// What the target holds now.
    fileprivate var currentValues: [TargetAttribute: String?] {
        attributes.reduce(into: [:]) { $0[$1.target] = .some($1.current) }
    }
}
