public import Domain
import Foundation
public import Logging
public import ServiceLifecycle

/// Reconciles pipelines on schedule, and carries on runs whose process died.
public struct Reconciler: Service {
    private static let look = Duration.seconds(1)
    /// Far enough back to find how the last run of each pipeline ended.
    private static let recent = 50

    private let engine: RunEngine
    private let schedule: ReconciliationSchedule
    private let time: any TimeSource
    private let logger: Logger
    private let looking: StoreTrouble

    public init(engine: RunEngine, schedule: ReconciliationSchedule, time: any TimeSource, logger: Logger) {
        self.engine = engine
        self.schedule = schedule
        self.time = time
        self.logger = logger
        looking = StoreTrouble("no run can be started or carried on", logger: logger)
    }

    public func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                while !Task.isCancelled {
                    do throws(StoreError) {
                        for worker in try await abandoned() + due() { group.addTask { await carry(worker) } }
                        looking.worked()
                    } catch { looking.failed(error) }
                    do { try await time.sleep(for: Self.look) } catch { break }
                }
                group.cancelAll()
            }
        }
    }

    private func carry(_ worker: RunWorker) async {
        do { _ = try await worker.work() } catch is CancellationError {
            return
        } catch {
            // The lease ends by itself, and the run is taken up again.
            logger.error("run interrupted: \(error)", metadata: ["run": "\(worker.run.id)"])
        }
    }

    private func abandoned() async throws(StoreError) -> [RunWorker] {
        var workers: [RunWorker] = []
        for run in try await engine.store.abandonedRuns(at: time.now) {
            guard let worker = try await engine.takeOver(run) else { continue }
            logger.notice("run taken over", metadata: ["run": "\(run.id)"])
            workers.append(worker)
        }
        return workers
    }

    /// Pipelines of one connector that are due together share a listing.
    private func due() async throws(StoreError) -> [RunWorker] {
        let now = time.now
        let recent = try await engine.store.runs(limit: Self.recent, before: nil).filter { $0.kind == .reconcile }
        var due: [Wish: [String]] = [:]
        for (name, route) in engine.routes where !recent.contains(where: { $0.keeps(name) }) {
            let past = try await past(of: name, recent)
            guard let at = schedule.due(after: past, now: now), at <= now else { continue }
            let wish = Wish(connector: route.pipeline.connector, depth: schedule.depth(after: past, now: now))
            due[wish, default: []].append(name)
        }
        var workers: [RunWorker] = []
        for (wish, names) in due.sorted(by: { $0.key.connector < $1.key.connector }) {
            let start = try await engine.start(.reconcile, depth: wish.depth, pipelines: names, person: nil)
            if case .started(let worker) = start { workers.append(worker) }
        }
        return workers
    }

    private func past(of pipeline: String, _ recent: [Run]) async throws(StoreError) -> ReconciliationSchedule.Past {
        let last = recent.first { $0.pipelines.contains(pipeline) && $0.phase.isOver }
        let isGivenUp = last.map { $0.phase != .done } ?? false
        return ReconciliationSchedule.Past(
            done: try await engine.store.lastReconciliation(of: pipeline, depth: .light),
            deeplyDone: try await engine.store.lastReconciliation(of: pipeline, depth: .deep),
            givenUp: isGivenUp ? last?.finishedAt : nil, wasCancelled: last?.phase == .cancelled)
    }

    private struct Wish: Hashable {
        let connector: String
        let depth: Run.Depth
    }
}

extension Run {
    /// Not over, and so in the way of another run of this pipeline.
    fileprivate func keeps(_ pipeline: String) -> Bool { !phase.isOver && pipelines.contains(pipeline) }
}
