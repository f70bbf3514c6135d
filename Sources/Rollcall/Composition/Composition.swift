import Adapters
import Domain
import Foundation
import Logging
import Settings
import Storage
import SyncEngine

/// The one place that puts concrete parts together: the configuration's values, a store, adapters, and the engine.
struct Composition: Sendable {
    let configuration: Configuration
    let store: SQLiteStore
    let outside: Outside
    let routes: [Route]
    let board: LaneBoard
    let policy: SyncPolicy
    let time: any TimeSource
    let logger: Logger

    static func configuration(at path: String) throws(ConfigurationError) -> Configuration {
        try ConfigurationLoader.load(
            file: path, environment: ProcessInfo.processInfo.environment,
            connectors: [EntraSettings.schema, OktaSettings.schema, GoogleSettings.schema],
            targets: [JiraSettings.schema, ConfluenceSettings.schema])
    }

    /// Puts everything together for as long as `body` takes.
    ///
    /// - Throws: What `body` throws, `StoreError` when the store cannot be opened, and what is wrong with a file that was
    ///   there when the configuration was read and cannot be used.
    static func with<Value: Sendable>(
        _ configuration: Configuration, logger: Logger, _ body: (Composition) async throws -> Value
    ) async throws -> Value {
        let time = SystemTime()
        let store = try await store(configuration)
        let outside = try await Outside(configuration, index: store, time: time)
        let value: Result<Value, any Error>
        do {
            let composition = try await Composition(configuration, store, outside, time, logger)
            value = .success(try await body(composition))
        } catch {
            value = .failure(error)
        }
        await outside.shutdown()
        do { try await store.close() } catch { logger.warning("\(error)") }
        return try value.get()
    }

    private init(
        _ configuration: Configuration, _ store: SQLiteStore, _ outside: Outside, _ time: any TimeSource,
        _ logger: Logger
    ) async throws {
        self.configuration = configuration
        self.store = store
        self.outside = outside
        self.time = time
        self.logger = logger
        routes = configuration.pipelines.compactMap { outside.route(for: $0) }
        let workers = configuration.workers
        policy = SyncPolicy(
            maxAttempts: workers.maxAttempts,
            retries: RetrySchedule(base: workers.retryBase, cap: workers.retryCap), rereads: workers.rereads)
        board = LaneBoard(
            store: store, probes: outside.probes,
            credentials: try CredentialDigests.make(configuration, salt: try await store.salt()), time: time,
            logger: logger)
        try await board.refresh()
    }

    var operations: Operations {
        Operations(
            store: store, routes: routes, board: board,
            indexes: indexes { Printer.err("rollcall: \($0)") }, policy: policy,
            concurrency: configuration.workers.concurrency, time: time, logger: logger)
    }

    /// Has accounts listed for whoever looks for one.
    func indexes(telling: @escaping @Sendable (String) -> Void) -> AccountIndexGate {
        AccountIndexGate(listers, store: store, time: time, logger: logger, tell: telling)
    }

    /// Of the targets at which somebody is looked for by mail address.
    var listers: [any AccountLister] {
        let targets = Set(
            routes.filter { $0.pipeline.match.target == .email && $0.pipeline.mode != .off }.map(\.pipeline.target))
        return targets.sorted().compactMap { outside.targets[$0]?.lister }
    }

    private static func store(_ configuration: Configuration) async throws(StoreError) -> SQLiteStore {
        switch configuration.store.location {
        case .sqlite(let path): try await SQLiteStore(path: path, settle: configuration.workers.settle)
        }
    }
}
