import Adapters
import Domain
import Foundation
import Logging
import Metrics
import Notifications
import Server
import ServiceLifecycle
import Settings
import Storage
import SyncEngine
import UnixSignals

/// Everything that `serve` runs, in the order in which it starts; it stops in the opposite order.
struct ServeServices {
    let hooks: HooksListener
    let console: ConsoleListener
    private let pool: WorkerPool
    private let reconciler: Reconciler
    private let keeper: SubscriptionKeeper
    private let accounts: AccountIndexKeeper
    private let retention: RetentionKeeper
    private let reload: SecretReload
    private let composition: Composition

    /// - Parameter publicURL: From the hooks listener's port, where only that tells what IdPs are to call; otherwise
    ///   the configuration says.
    init(
        _ composition: Composition, registry: PrometheusRegistry, publicURL: (@Sendable (Int) -> URL?)? = nil
    ) throws {
        self.composition = composition
        let configuration = composition.configuration
        let wake = Wake()
        let roster = SubscriptionRoster()
        let listers = composition.listers
        let indexes = AccountIndexRoster(listers.map(\.index.target))
        let secrets = try ListenerSecrets(
            configuration, factory: HookEndpoints(fanout: Fanout(configuration.pipelines), roster: roster))
        let occupancy = LaneOccupancy(concurrency: configuration.workers.concurrency) { wake.signal() }
        let pool = WorkerPool(
            store: composition.store, routes: composition.routes, board: composition.board, indexes: indexes,
            policy: composition.policy, occupancy: occupancy, wake: wake, time: composition.time,
            logger: composition.logger)
        reconciler = Reconciler(
            engine: RunEngine(
                store: composition.store, routes: composition.routes, board: composition.board,
                indexes: composition.indexes(telling: { _ in }), policy: composition.policy, occupancy: occupancy,
                time: composition.time, logger: composition.logger),
            schedule: ReconciliationSchedule(configuration.reconciliation), time: composition.time,
            logger: composition.logger)
        let hooks = try HooksListener(
            configuration: ListenerConfiguration(hooks: configuration.hooks), endpoints: { secrets.endpoints },
            intake: composition.store, time: composition.time, logger: composition.logger, metrics: registry,
            onAccepted: { _ in wake.signal() })
        self.pool = pool
        self.hooks = hooks
        let readiness = ReadinessParts(
            store: composition.store, pulse: pool.pulse, board: composition.board, indexes: indexes, hooks: hooks,
            time: composition.time)
        let gauges = GaugeRefresh(
            store: composition.store, connectors: configuration.directoryNames,
            pipelines: configuration.pipelines, time: composition.time)
        console = try ConsoleListener(
            configuration: ListenerConfiguration(console: configuration.console),
            readiness: { await readiness.now() }, metrics: registry,
            metricsAccess: { secrets.metricsAccess },
            refreshGauges: { await gauges.refresh() }, logger: composition.logger)
        keeper = SubscriptionKeeper(
            composition.managedSubscriptions {
                guard let publicURL else { return configuration.hooks.publicURL }
                return publicURL(try await hooks.boundPort)
            }, roster: roster, store: composition.store,
            listening: { _ = try await hooks.boundPort }, time: composition.time, logger: composition.logger)
        accounts = AccountIndexKeeper(
            listers, roster: indexes, store: composition.store, board: composition.board, wake: wake,
            time: composition.time, logger: composition.logger)
        retention = RetentionKeeper(
            store: composition.store, deliveries: configuration.retention.deliveries,
            history: configuration.retention.history, time: composition.time, logger: composition.logger)
        reload = SecretReload(composition: composition, hooks: hooks, console: console, secrets: secrets)
    }

    /// Runs until SIGTERM or SIGINT, until one of `others` ends, or until one of the services fails.
    ///
    /// - Parameter ready: Called when both listeners listen, with their ports.
    func run(
        beside others: [any Service] = [], ready: @escaping @Sendable (_ hooks: Int, _ console: Int) async -> Void
    ) async throws {
        let announcement = Announcement(hooks: hooks, console: console, ready: ready)
        let services: [any Service] = [
            console, retention, accounts, pool, reconciler, keeper, hooks, reload, announcement,
        ]
        var configuration = ServiceGroupConfiguration(
            services: services.map { .init(service: $0) }
                + others.map { .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup) },
            gracefulShutdownSignals: [.sigterm, .sigint], logger: composition.logger)
        // The promise to operators is 25 s in all.
        configuration.maximumGracefulShutdownDuration = .seconds(23)
        try await ServiceGroup(configuration: configuration).run()
    }
}

/// Says once that everything is up.
private struct Announcement: Service {
    let hooks: HooksListener
    let console: ConsoleListener
    let ready: @Sendable (Int, Int) async -> Void

    func run() async throws {
        do {
            let ports = try await cancelWhenGracefulShutdown {
                (try await hooks.boundPort, try await console.boundPort)
            }
            await ready(ports.0, ports.1)
            // A service that returns would stop the others.
            try await gracefulShutdown()
        } catch is CancellationError {
            return
        }
    }
}

extension Configuration {
    /// The connectors that have users, without the webhooks that only name them.
    var directoryNames: [String] { connectors.filter { !($0.settings is WebhookSettings) }.map(\.name) }
}
