import Domain
import Foundation

/// The writing half of a run: takes what was planned to the target, user by user.
struct RunWriting: Sendable {
    private static let batch = 64
    /// How long a user is waited for whom another sync holds, or whose account it writes.
    private static let busyLimit = Duration.seconds(120)
    private static let busyLook = Duration.milliseconds(200)

    let worker: RunWorker
    /// By the pipeline's name.
    let routes: [String: Route]

    init(worker: RunWorker, routes: [Route]) {
        self.worker = worker
        self.routes = Dictionary(routes.map { ($0.pipeline.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private var engine: RunEngine { worker.engine }
    private var run: Run { worker.run }

    func write() async throws {
        worker.meter.enter(.applying, expected: try await planned())
        let terms = ClaimTerms(store: engine.store, time: engine.time, logger: engine.logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await terms.prolong() }
            defer { group.cancelAll() }
            let targets = Set(routes.values.map(\.pipeline.target)).count
            while true {
                try Task.checkCancellation()
                let plans = try await engine.store.pendingPlans(of: run.id, limit: Self.batch)
                if plans.isEmpty { return }
                _ = try await concurrently(plans, atMost: engine.occupancy.mostInBulk * targets) { plan in
                    try await write(plan, holding: terms)
                    worker.meter.count()
                }
            }
        }
    }

    /// How many users are to be written, as far as the counts tell.
    private func planned() async throws -> Int? {
        let counts = try await engine.store.run(run.id)?.counts ?? [:]
        return counts.values.map { $0.outcomes[.written] ?? 0 }.reduce(0, +)
    }

    private func write(_ plan: StoredPlan, holding terms: ClaimTerms) async throws {
        guard let route = routes[plan.key.pipeline] else {
            return try await conclude(plan, PassReport(.failed, reason: "its pipeline is not part of the run"))
        }
        let lane = Lane(.target, route.pipeline.target)
        let mark = Mark(plan.key, cause: Cause(.reconciliation, id: run.id), priority: .bulk)
        var waited = Duration.zero
        while waited < Self.busyLimit {
            try await engine.patience.wait(for: lane, telling: worker.meter)
            await engine.occupancy.enterBulk(lane)
            // What was begun is brought to its end, also when the run is cancelled: a write or two.
            let report = await Result<PassReport?, any Error>.shielded {
                guard
                    let claim = try await engine.store.claimNow(
                        [mark], lease: WorkerPool.lease, at: engine.time.now
                    ).first
                else { return nil }
                await terms.hold(claim)
                let report = await Result<PassReport?, any Error>.of {
                    try await PlannedWrite(worker: worker, route: route, plan: plan).carryOut(under: claim)
                }
                await terms.release(claim)
                return try report.get()
            }
            await engine.occupancy.leaveBulk(lane)
            if let report = try report.get() { return try await conclude(plan, report) }
            try await engine.time.sleep(for: Self.busyLook)
            waited += Self.busyLook
        }
        try await conclude(
            plan, PassReport(.failed, reason: "another sync of this user has been running for two minutes"))
    }

    private func conclude(_ plan: StoredPlan, _ report: PassReport) async throws {
        let kept = try await shielded {
            try await engine.store.conclude(
                plan, of: run.id, as: report.outcome, attributes: report.attributes, reason: report.reason,
                owner: worker.owner, at: engine.time.now)
        }
        guard kept else { throw RunEnd.lost }
    }
}

extension Result where Failure == any Error, Success: Sendable {
    static func of(_ body: () async throws -> Success) async -> Self {
        do { return .success(try await body()) } catch { return .failure(error) }
    }

    /// What `body` returns or throws; it runs to its end even when the calling task is cancelled.
    fileprivate static func shielded(_ body: @escaping @Sendable () async throws -> Success) async -> Self {
        await Task { await Self.of(body) }.value
    }
}
