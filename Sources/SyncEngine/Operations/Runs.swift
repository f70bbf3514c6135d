public import Domain
import Foundation
import Logging

extension Operations {
    /// Runs, newest first.
    public func runs(limit: Int = 50, before id: String? = nil) async throws(StoreError) -> [RunSummary] {
        var summaries: [RunSummary] = []
        for run in try await store.runs(limit: limit, before: id) {
            summaries.append(RunSummary(try await result(of: run), cause: run.cause))
        }
        return summaries
    }

    /// - Throws: `OperationError` when there is no such run.
    public func run(_ id: String) async throws -> RunResult { try await result(of: try await known(id)) }

    /// Ends a run before its next write.
    public func cancel(_ id: String, person: String) async throws -> RunResult {
        let run = try await known(id)
        guard try await store.cancel(run.id, reason: "cancelled by \(person)", at: time.now) else {
            throw OperationFailure("run '\(id)' is over: \(RunStatus(run.phase).rawValue)")
        }
        return try await self.run(id)
    }

    /// Lets a held run write, in this process.
    public func approve(_ id: String, person: String, meter: RunMeter = RunMeter()) async throws -> RunResult {
        let run = try await known(id)
        guard let worker = try await engine.approve(run.id, meter: meter) else {
            throw OperationFailure("run '\(id)' is not held: \(RunStatus(run.phase).rawValue)")
        }
        logger.notice("run approved", metadata: ["run": "\(id)", "by": "\(person)"])
        return try await finish(worker, person: person)
    }

    private func known(_ id: String) async throws -> Run {
        guard let run = try await store.run(id) else {
            throw OperationError("there is no run '\(id)'; `rollcall runs list` names them")
        }
        return run
    }

    /// Works on a run to its end; interrupted, cancels it.
    func finish(_ worker: RunWorker, person: String) async throws -> RunResult {
        let ended = try await worker.work()
        let isInterrupted = Task.isCancelled && !ended.phase.isOver
        return try await shielded {
            guard isInterrupted else { return try await result(of: ended) }
            _ = try await store.cancel(ended.id, reason: "interrupted by \(person)", at: time.now)
            return try await result(of: try await store.run(ended.id) ?? ended)
        }
    }

    /// What of a run's counts came true: plans of a run that ended early, and were never written, are taken out.
    func result(of run: Run) async throws(StoreError) -> RunResult {
        var counts = run.counts
        let endedEarly = run.phase == .failed || run.phase == .cancelled
        if endedEarly, run.kind == .reconcile {
            var last: Int64 = 0
            while true {
                let plans = try await store.plans(of: run.id, after: last, limit: 500)
                for plan in plans where plan.isPending { counts[plan.key.pipeline]?.withdraw(plan) }
                guard let number = plans.last?.number else { break }
                last = number
            }
        }
        return RunResult(run, counts: counts)
    }
}

/// A wish that was understood and came to nothing, in words.
public struct OperationFailure: Error, Sendable, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}
