import Domain
import Foundation
import Synchronization
import TestSupport

@testable import SyncEngine

/// A company at the IdP and at the target, and runs over it.
extension Scene {
    func engine(
        _ routes: [Route]? = nil, over store: (any Store)? = nil, board: LaneBoard? = nil, concurrency: Int = 4,
        patience: Duration? = nil, probesLanes: Bool = false
    ) -> RunEngine {
        RunEngine(
            store: store ?? self.store, routes: routes ?? [route], board: board ?? self.board(), policy: policy,
            occupancy: LaneOccupancy(concurrency: concurrency, bulk: concurrency), patience: patience,
            probesLanes: probesLanes, time: time, logger: Self.logger)
    }

    /// `user-001` and so on: at the IdP and with an account, values there as given.
    func employ(
        _ numbers: ClosedRange<Int>, department: String = "Research", at jira: [TargetAttribute: String] = [:]
    ) async {
        for number in numbers {
            await put(number, ["department": .text(department), "city": .text("London")])
            await self.jira.put(.padded(number), jira)
        }
    }

    /// Changes what the IdP says of one user, without telling anybody.
    func put(_ number: Int, _ attributes: [String: AttributeValue]) async {
        let name = String.padded(number)
        await entra.put(name, attributes.merging(["userPrincipalName": .text("\(name)@example.com")]) { $1 })
    }

    @discardableResult
    func run(
        _ kind: Run.Kind = .reconcile, depth: Run.Depth = .deep, _ routes: [Route]? = nil, engine: RunEngine? = nil
    ) async throws -> Run {
        let engine = engine ?? self.engine(routes)
        let pipelines = engine.routes.keys.sorted()
        guard case .started(let worker) = try await engine.start(kind, depth: depth, pipelines: pipelines, person: nil)
        else { throw AnotherRuns() }
        return try await worker.work()
    }

    /// Every value that differs, as a report lists it.
    func lines(of run: Run) async throws -> [RunReport.Line] {
        var lines: [RunReport.Line] = []
        let report = RunReport(run: run, result: try await operations().run(run.id), store: store)
        try await report.lines { lines.append($0) }
        return lines
    }

    /// Lets the clock run while `body` works.
    func elapsing<Value: Sendable>(
        step: Duration = .milliseconds(100), _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let ended = Flag()
        return try await withThrowingTaskGroup(of: Value.self) { group in
            group.addTask {
                defer { ended.raise() }
                return try await body()
            }
            defer { group.cancelAll() }
            try await waitUntil(.seconds(60), "the work to end") {
                if time.sleepers > 0 { time.advance(by: step) }
                return ended.isRaised
            }
            guard let value = try await group.next() else { throw AnotherRuns() }
            return value
        }
    }

    struct AnotherRuns: Error {}
}

/// Raised once.
final class Flag: Sendable {
    private let raised = Mutex(false)
    var isRaised: Bool { raised.withLock { $0 } }
    func raise() { raised.withLock { $0 = true } }
}

extension String {
    static func padded(_ number: Int) -> String { "user-" + "\(1000 + number)".dropFirst() }
}

extension TargetUser {
    static func padded(_ number: Int) -> TargetUser { TargetUser(key: "KEY-\(number)", name: .padded(number)) }
}

extension UserReference {
    static func padded(_ number: Int) -> UserReference { UserReference(connector: "entra", id: .padded(number)) }
}

extension Run {
    /// Of the only pipeline.
    var only: RunCounts { counts.values.first ?? RunCounts() }
}
