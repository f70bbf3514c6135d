import Domain
import Foundation
import Logging
import ServiceLifecycle
import Synchronization
import TestSupport

@testable import SyncEngine

extension Scene {
    func pool(
        _ routes: [Route]? = nil, over store: (any Store)? = nil, board: LaneBoard? = nil, concurrency: Int = 8,
        wake: Wake = Wake()
    ) -> WorkerPool {
        WorkerPool(
            store: store ?? self.store, routes: routes ?? [route], board: board ?? self.board(), policy: policy,
            occupancy: LaneOccupancy(concurrency: concurrency), wake: wake, time: time, logger: Self.logger)
    }

    /// Runs a pool as a service group does, and shuts it down gracefully when `body` is through.
    ///
    /// The clock moves only while the pool's two chores sleep: no term runs out because the machine is slow.
    func running(_ pool: WorkerPool, _ body: (RunningService) async throws -> Void) async throws {
        chores.withLock { $0 += 2 }
        defer { chores.withLock { $0 -= 2 } }
        try await running(service: pool, body)
    }

    /// Runs a service as a service group does, and shuts it down gracefully when `body` is through.
    func running(service: some Service, _ body: (RunningService) async throws -> Void) async throws {
        let running = RunningService(
            group: ServiceGroup(services: [service], logger: Self.logger), time: time)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await running.run() }
            do {
                try await body(running)
                await running.stop()
                try await elapse("the service to end") { running.hasEnded }
            } catch {
                tasks.cancelAll()
                throw error
            }
            try await tasks.waitForAll()
        }
    }

    /// Lets the clock run, a little at a time, until `condition` holds.
    func elapse(
        _ what: String = "a condition", step: Duration = .milliseconds(250), _ condition: () async throws -> Bool
    ) async throws {
        try await waitUntil(.seconds(60), what) {
            if try await condition() { return true }
            if time.sleepers >= chores.withLock({ $0 }) { time.advance(by: step) }
            return false
        }
    }

    /// Lets the clock run for so long, a little at a time.
    func elapse(for duration: Duration, step: Duration = .milliseconds(250)) async throws {
        let end = time.now.addingTimeInterval(duration.timeInterval)
        try await elapse("time to pass", step: step) { time.now >= end }
    }

    /// Whether nobody is due, in work, or waiting for a lane.
    func isIdle() async throws -> Bool {
        let counts = try await store.queueStatus(at: time.now).connectors.values
        return counts.allSatisfy { $0.waiting == 0 && $0.running == 0 }
    }

    /// Users with accounts that need a write; their ids are `user-1` and so on.
    func addUsers(_ numbers: ClosedRange<Int>) async {
        for number in numbers {
            await entra.put(
                "user-\(number)",
                ["userPrincipalName": .text("user-\(number)@example.com"), "city": .text("London")])
            await jira.put(.number(number))
        }
    }

    func markUsers(_ numbers: ClosedRange<Int>, pipeline: String = "entra-jira") async throws {
        let marks = numbers.map { Mark(RequestKey(.number($0), pipeline: pipeline), cause: .news) }
        try await store.mark(marks, at: time.now)
    }
}

/// A service in its group.
final class RunningService: Sendable {
    private let group: ServiceGroup
    private let time: ManualTime
    private let ended = Mutex(false)

    init(group: ServiceGroup, time: ManualTime) {
        self.group = group
        self.time = time
    }

    var hasEnded: Bool { ended.withLock { $0 } }

    func run() async throws {
        defer { ended.withLock { $0 = true } }
        try await group.run()
    }

    /// Begins a graceful shutdown.
    func stop() async { await group.triggerGracefulShutdown() }
}
