public import Domain
import Foundation

extension Operations {
    /// What `sync all` is asked for.
    public struct RunWish: Sendable, Hashable {
        /// Names; empty: all that are not off.
        public let pipelines: [String]
        public let kind: Run.Kind
        public let depth: Run.Depth

        public init(pipelines: [String] = [], kind: Run.Kind = .reconcile, depth: Run.Depth = .deep) {
            self.pipelines = pipelines
            self.kind = kind
            self.depth = depth
        }
    }

    /// Syncs everybody now, in this process; with kind `simulate` plans and writes nothing.
    ///
    /// A run of the same pipelines that is under way is joined: its result is this one's. Where a run of some of them is
    /// under way, its end is waited for.
    /// - Parameters:
    ///   - person: Who asked.
    ///   - meter: Tells how far it has come; only of a run that this process works on.
    ///   - began: Called with the run's id.
    /// - Throws: `OperationError` for pipelines that are not there, `OperationFailure`, `StoreError`.
    public func syncAll(
        _ wish: RunWish, person: String, meter: RunMeter = RunMeter(), began: @Sendable (String) -> Void = { _ in }
    ) async throws -> RunResult {
        let pipelines = try pipelines(wish.pipelines)
        while true {
            switch try await engine.start(
                wish.kind, depth: wish.depth, pipelines: pipelines, person: person, meter: meter)
            {
            case .started(let worker):
                began(worker.run.id)
                return try await finish(worker, person: person)
            case .running(let other):
                let isSame = other.kind == wish.kind && other.pipelines == pipelines
                if isSame { began(other.id) }
                let ended = try await follow(other, meter: meter)
                if isSame { return try await result(of: ended) }
                if ended.phase == .held {
                    throw OperationFailure(
                        "run '\(ended.id)' of \(ended.pipelines.joined(separator: ", ")) is held by the guard: "
                            + "`rollcall runs approve` or `runs cancel` it first")
                }
            }
        }
    }

    /// Waits until a run is over or held; takes it over should its process die.
    private func follow(_ run: Run, meter: RunMeter) async throws -> Run {
        var present = run
        while !present.phase.isOver, present.phase != .held {
            if let worker = try await engine.takeOver(present, meter: meter) {
                present = try await worker.work()
                try Task.checkCancellation()
            } else {
                try await time.sleep(for: .milliseconds(500))
                present = try await store.run(run.id) ?? present
            }
        }
        return present
    }

    private func pipelines(_ names: [String]) throws -> [String] {
        let known = engine.routes.keys.sorted()
        for name in names where !known.contains(name) {
            let isOff = routes.contains { $0.pipeline.name == name }
            throw OperationError(
                isOff
                    ? "pipeline '\(name)' is off"
                    : "there is no pipeline '\(name)'; there are: \(known.joined(separator: ", "))")
        }
        let chosen = names.isEmpty ? known : Set(names).sorted()
        if chosen.isEmpty { throw OperationError("no pipeline is on") }
        return chosen
    }
}
