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
            file: path, environment: ProcessInfo.processInfo.environment, connectors: [EntraSettings.schema],
            targets: [JiraSettings.schema])
    }

    /// - Throws: `StoreError` when the store cannot be opened, `CompositionError` for a file that was there when the
    ///   configuration was read and cannot be used.
    init(_ configuration: Configuration, logger: Logger, time: any TimeSource = SystemTime()) async throws {
        self.configuration = configuration
        self.logger = logger
        self.time = time
        let store = try await Self.store(configuration)
        let outside = try Outside(configuration, time: time)
        self.store = store
        self.outside = outside
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
        Operations(store: store, routes: routes, board: board, policy: policy, time: time, logger: logger)
    }

    func close() async {
        await outside.shutdown()
        do { try await store.close() } catch { logger.warning("\(error)") }
    }

    private static func store(_ configuration: Configuration) async throws(StoreError) -> SQLiteStore {
        switch configuration.store.location {
        case .sqlite(let path): try await SQLiteStore(path: path, settle: configuration.workers.settle)
        }
    }
}

/// Something that the configuration names cannot be used after all.
struct CompositionError: Error, CustomStringConvertible {
    let description: String
}
