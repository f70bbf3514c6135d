public import Domain
public import Logging
public import Metrics
public import ServiceLifecycle

/// The listener that IdPs and webhooks call: the only one that the internet may reach.
///
/// It answers by the table of spec.md, section 3. A 2xx to a delivery means that `accept` has returned: the marks are
/// on disk.
public final class HooksListener: Service {
    private let server: ConnectionServer
    private let pending: PendingRequests
    private let endpoints: @Sendable () -> [String: HookEndpoint]

    /// - Parameters:
    ///   - endpoints: by name in the path; asked for every request, so that it may answer otherwise after SIGHUP.
    ///   - intake: the store that a delivery must be in before it is acknowledged.
    ///   - metrics: where `rollcall_notifications_total{connector,result}` is counted.
    ///   - onAccepted: called once a delivery is on disk and before it is acknowledged, with its lifecycle events; must
    ///     not block.
    /// - Throws: `ListenerError` when certificate or private key cannot be used.
    public init(
        configuration: ListenerConfiguration, endpoints: @escaping @Sendable () -> [String: HookEndpoint],
        intake: any SyncRequestStore, time: any TimeSource = SystemTime(), logger: Logger,
        metrics: any MetricsFactory, onAccepted: @escaping @Sendable (AcceptedDelivery) -> Void
    ) throws(ListenerError) {
        let name = "hooks"
        let record = HookRecord(factory: metrics, logger: logger, time: time)
        let pending = PendingRequests(limit: configuration.maxPending)
        let gate = HookGate(
            endpoints: endpoints, maxBodyBytes: configuration.maxBodyBytes, pending: pending, record: record)
        let sources = UnverifiedSources(
            burst: configuration.unverifiedBurst, perSecond: configuration.unverifiedPerSecond)
        let responder = HookResponder(
            gate: gate, intake: intake, time: time, trustedProxies: configuration.trustedProxies, sources: sources,
            onAccepted: onAccepted)
        var tls: TLSContext?
        if let files = configuration.tls { tls = try TLSContext(files, listener: name, logger: logger) }
        server = ConnectionServer(
            name: name, configuration: configuration, policy: gate, tls: tls, writer: AnswerWriter(time: time),
            table: ConnectionTable(limit: configuration.maxConnections), port: BoundPort(), logger: logger,
            responder: responder.respond(to:peer:))
        self.pending = pending
        self.endpoints = endpoints
        record.prepare(endpoints().keys)
    }

    /// The port that it listens on; waits until it does.
    /// - Throws: `ListenerError` when it cannot listen or has stopped; `CancellationError`.
    public var boundPort: Int {
        get async throws { try await server.port.value() }
    }

    /// Whether new connections are taken.
    public var isUp: Bool { server.port.isUp }

    /// Requests from their whole head to their answer.
    public var requestsInFlight: Int { pending.inFlight }

    /// Reads certificate and key again, for SIGHUP; when they cannot be used, the last good ones stay.
    public func reloadCertificate() { server.tls?.reload() }

    /// Serves until graceful shutdown: then nothing new is taken, requests in flight are finished, and all is closed.
    public func run() async throws {
        guard let tls = server.tls else { return try await server.run() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await tls.watch() }
            group.addTask { [server] in try await server.run() }
            // The watch ends early on graceful shutdown; the server alone decides when all is done.
            for _ in 0..<2 { try await group.next() }
        }
    }
}
