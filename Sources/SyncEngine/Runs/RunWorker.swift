public import Domain
import Foundation
import Logging

/// Works on one run under its lease, from wherever it stands to its end.
public struct RunWorker: Sendable {
    public let run: Run
    let engine: RunEngine
    let owner: String
    let meter: RunMeter

    init(engine: RunEngine, run: Run, owner: String, meter: RunMeter) {
        self.engine = engine
        self.run = run
        self.owner = owner
        self.meter = meter
    }

    private enum Step { case carried, lost }

    /// Plans and writes until the run is over, held, or not this worker's any more; says how it stands then.
    ///
    /// Cancelled, it stops after the users that are being written, and gives the lease back: whoever comes next goes on.
    public func work() async throws -> Run {
        let outcome = await Result.of { try await carryUnderLease() }
        if Task.isCancelled {
            _ = await shielded { try? await engine.store.lease(run.id, owner: owner, for: .zero, at: engine.time.now) }
        }
        switch outcome {
        case .success, .failure(RunEnd.lost): break
        case .failure(RunEnd.failed(let words)):
            _ = try await shielded {
                try await engine.store.move(run.id, to: .failed, reason: words, owner: owner, at: engine.time.now)
            }
        case .failure(let error): if !Task.isCancelled { throw error }
        }
        let present = try await shielded { try await engine.store.run(run.id) } ?? run
        log(present)
        return present
    }

    private func carryUnderLease() async throws {
        try await withThrowingTaskGroup(of: Step.self) { group in
            group.addTask {
                try await keepLease()
                return .lost
            }
            if engine.probesLanes {
                group.addTask {
                    try await tendLanes()
                    return .lost
                }
            }
            group.addTask {
                try await RequestPriority.$current.withValue(.bulk) { try await carry() }
                return .carried
            }
            defer { group.cancelAll() }
            if try await group.next() == .lost { throw RunEnd.lost }
        }
    }

    private func carry() async throws {
        var phase = run.phase
        if phase == .planning {
            let routes = try routes()
            try await RunPlanning(worker: self, routes: routes).plan()
            phase = try await judge(routes)
        }
        guard phase == .applying else { return }
        try await RunWriting(worker: self, routes: try routes()).write()
        try await move(to: .done, reason: nil)
    }

    /// What follows from the plans of all users.
    private func judge(_ routes: [Route]) async throws -> Run.Phase {
        let counts = try await engine.store.run(run.id)?.counts ?? [:]
        let objections = routes.map(\.pipeline).filter { $0.mode == .live }.compactMap { pipeline in
            RunGuard.objection(
                to: counts[pipeline.name] ?? RunCounts(), limits: pipeline.guardLimits, pipeline: pipeline.name)
        }.joined(separator: "; ")
        let hasWork = try await !engine.store.pendingPlans(of: run.id, limit: 1).isEmpty
        switch (run.kind, objections.isEmpty, hasWork) {
        case (.simulate, true, _): return try await move(to: .done, reason: nil)
        case (.simulate, false, _):
            return try await move(to: .done, reason: "the guard would hold a live run: \(objections)")
        case (.reconcile, false, _): return try await move(to: .held, reason: objections)
        case (.reconcile, true, false): return try await move(to: .done, reason: nil)
        case (.reconcile, true, true): return try await move(to: .applying, reason: nil)
        }
    }

    @discardableResult
    private func move(to phase: Run.Phase, reason: String?) async throws -> Run.Phase {
        guard try await engine.store.move(run.id, to: phase, reason: reason, owner: owner, at: engine.time.now) else {
            throw RunEnd.lost
        }
        return phase
    }

    /// The run's pipelines, in the order of their names.
    private func routes() throws -> [Route] {
        try run.pipelines.map { name in
            guard let route = engine.routes[name] else {
                throw RunEnd.failed("pipeline '\(name)' is off, or not in the configuration any more")
            }
            return route
        }
    }

    /// Prolongs the lease, and returns when the run is not this worker's any more.
    private func keepLease() async throws {
        var ticks = 0
        while true {
            try await engine.time.sleep(for: .seconds(1))
            ticks += 1
            // A store that fails for a moment is no reason to give up: the lease says how long.
            if ticks % 5 == 0 {
                let kept = try? await engine.store.lease(
                    run.id, owner: owner, for: RunEngine.lease, at: engine.time.now)
                if kept == false { return }
            } else if let present = try? await engine.store.run(run.id), present.phase.isOver {
                return
            }
        }
    }

    /// Obeys the pauses of other processes and probes what stands still.
    private func tendLanes() async throws {
        while true {
            try? await engine.board.refresh()
            await engine.board.probeDue()
            try await engine.time.sleep(for: .milliseconds(500))
        }
    }

    private func log(_ present: Run) {
        var metadata: Logger.Metadata = [
            "run": "\(run.id)", "kind": "\(run.kind.rawValue)", "phase": "\(present.phase.rawValue)",
            "pipelines": "\(run.pipelines.joined(separator: ", "))",
            "users": "\(present.counts.values.reduce(0) { $0 + $1.users })",
            "missed": "\(present.counts.values.reduce(0) { $0 + $1.missedNotifications })",
        ]
        if let reason = present.reason { metadata["reason"] = "\(reason)" }
        switch present.phase {
        case .done, .cancelled: engine.logger.notice("run ended", metadata: metadata)
        case .held: engine.logger.warning("run held by the guard", metadata: metadata)
        case .failed: engine.logger.error("run failed", metadata: metadata)
        case .planning, .applying: engine.logger.notice("run handed back", metadata: metadata)
        }
    }
}
