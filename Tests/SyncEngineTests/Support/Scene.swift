import Domain
import Foundation
import Logging
import Storage
import Synchronization
import TestSupport

@testable import SyncEngine

/// One IdP, one or more targets, a real store, and a clock that the test moves.
struct Scene: Sendable {
    let store: any Store
    let time = ManualTime()
    let entra = ScriptedDirectory("entra")
    let jira = ScriptedTarget("jira")
    let chores = Chores()
    let rereads: [Duration]

    var policy: SyncPolicy {
        SyncPolicy(
            maxAttempts: 3, retries: RetrySchedule(base: .seconds(2), cap: .seconds(60), random: { $0.upperBound }),
            rereads: rereads)
    }

    static let logger: Logger = {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }()

    var route: Route { route(.entraJira) }

    func route(_ pipeline: Pipeline) -> Route {
        Route(
            pipeline: pipeline, directory: entra, target: pipeline.mode == .live ? .live(jira) : .simulated(jira))
    }

    func board(
        over store: (any LaneStore)? = nil, credentials: [Lane: String] = [:], more: [Lane: LaneBoard.Probe] = [:]
    ) -> LaneBoard {
        let probes: [Lane: LaneBoard.Probe] = [.entra: entra.laneProbe, .jira: jira.laneProbe]
        return LaneBoard(
            store: store ?? self.store, probes: probes.merging(more) { $1 }, credentials: credentials, time: time,
            logger: Self.logger)
    }

    func runner(_ board: LaneBoard? = nil) -> PassRunner {
        PassRunner(store: store, board: board ?? self.board(), policy: policy, time: time)
    }

    /// Ada at the IdP and at Jira, her values there as given.
    func addAda(_ attributes: [String: AttributeValue] = [:], at jira: [TargetAttribute: String] = [:]) async {
        await entra.put("ada-id", Self.ada.merging(attributes) { $1 })
        await self.jira.put(.ada, jira)
    }

    static let ada: [String: AttributeValue] = [
        "userPrincipalName": .text("ada@example.com"), "department": .text("Research"), "city": .text("London"),
    ]

    func mark(
        _ user: UserReference = .ada, pipeline: String = "entra-jira", cause: Cause = .news,
        priority: Priority = .event
    ) async throws {
        try await store.mark(
            [Mark(RequestKey(user, pipeline: pipeline), cause: cause, priority: priority)], at: time.now)
    }

    func claim(_ pipelines: String..., limit: Int = 10) async throws -> [Claim] {
        let names = pipelines.isEmpty ? ["entra-jira"] : pipelines
        return try await store.claim(
            names.map { ClaimSlot(connector: "entra", pipeline: $0, limit: limit) }, lease: .seconds(60), at: time.now)
    }

    /// Marks, claims and takes one user through one pipeline, and ends the claim.
    @discardableResult
    func sync(
        _ user: UserReference = .ada, through route: Route? = nil, cause: Cause = .news, on board: LaneBoard? = nil
    ) async throws -> PassRunner.Conclusion {
        let route = route ?? self.route
        try await mark(user, pipeline: route.pipeline.name, cause: cause)
        return try await next(through: route, on: board)
    }

    /// Takes what is due in one pipeline through it, and ends the claim.
    @discardableResult
    func next(through route: Route? = nil, on board: LaneBoard? = nil) async throws -> PassRunner.Conclusion {
        let route = route ?? self.route
        guard let claim = try await claim(route.pipeline.name).first else { throw NothingDue() }
        let reading = await entra.reading(of: claim.key.user.value, for: [route])
        let conclusion = await runner(board).pass(claim, through: route, reading: reading)
        let kept = try await store.complete(
            claim, as: conclusion.completion, record: conclusion.record, at: time.now)
        if !kept { throw ClaimWasLost() }
        return conclusion
    }

    func history(of user: UserReference = .ada) async throws -> [HistoryEntry] {
        try await store.history(of: user, limit: 100)
    }

    struct NothingDue: Error {}
    struct ClaimWasLost: Error {}
}

/// How many tasks of pools sleep when nothing is going on.
final class Chores: Sendable {
    private let count = Mutex(0)
    func withLock<Result: Sendable>(_ body: (inout Int) -> Result) -> Result { count.withLock { body(&$0) } }
}

/// Runs `body` with a store in a file of its own.
func withScene(
    settle: Duration = .seconds(5), rereads: [Duration] = [.seconds(5), .seconds(30), .seconds(120)],
    _ body: (Scene) async throws -> Void
) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "rollcall-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "test.db").path
    let store = try await SQLiteStore(path: path, settle: settle)
    do {
        try await body(Scene(store: store, rereads: rereads))
        try await store.close()
    } catch {
        try? await store.close()
        throw error
    }
}

extension ScriptedDirectory {
    nonisolated var laneProbe: LaneBoard.Probe {
        {
            do throws(DirectoryError) { try await self.probe() } catch { return LaneFault(error) }
            return nil
        }
    }
}

extension ScriptedTarget {
    nonisolated var laneProbe: LaneBoard.Probe {
        {
            do throws(TargetError) { try await self.probe() } catch { return LaneFault(error) }
            return nil
        }
    }
}

extension Scene {
    func operations(_ routes: [Route]? = nil, board: LaneBoard? = nil) -> Operations {
        Operations(
            store: store, routes: routes ?? [route], board: board ?? self.board(), policy: policy, time: time,
            logger: Self.logger)
    }
}
