import Hummingbird
import HummingbirdCore
import HummingbirdTLS
public import Logging
import NIOCore
public import ServiceLifecycle

/// The listener for operators: health, readiness and metrics.
public final class ConsoleListener: Service {
    private let configuration: ListenerConfiguration
    private let responder: ConsoleResponder
    private let tls: TLSContext?
    private let port = BoundPort()
    private let logger: Logger

    /// - Parameters:
    ///   - configuration: host, port, certificate and keep-alive; what concerns bodies and deadlines is not looked at.
    ///   - readiness: asked at each `/readyz`; must answer within seconds, whatever fails.
    ///   - metricsAccess: asked at each request, so that it may answer otherwise after SIGHUP.
    ///   - refreshGauges: called before each scrape, to set what is looked up rather than counted.
    /// - Throws: `ListenerError` when certificate or private key cannot be used.
    public init(
        configuration: ListenerConfiguration, readiness: @escaping @Sendable () async -> Readiness,
        metrics: PrometheusRegistry, metricsAccess: @escaping @Sendable () -> MetricsAccess,
        refreshGauges: @escaping @Sendable () async -> Void = {}, logger: Logger
    ) throws(ListenerError) {
        self.configuration = configuration
        self.logger = logger
        responder = ConsoleResponder(
            readiness: readiness, metrics: metrics, access: metricsAccess, refreshGauges: refreshGauges)
        if let files = configuration.tls {
            tls = try TLSContext(files, listener: "console", logger: logger)
        } else {
            tls = nil
        }
    }

    /// The port that it listens on; waits until it does.
    /// - Throws: `ListenerError` when it cannot listen or has stopped; `CancellationError`.
    public var boundPort: Int {
        get async throws { try await port.value() }
    }

    /// Whether new connections are taken.
    public var isUp: Bool { port.isUp }

    /// Reads certificate and key again, for SIGHUP; when they cannot be used, the last good ones stay.
    public func reloadCertificate() { tls?.reload() }

    /// Serves until graceful shutdown.
    public func run() async throws {
        defer { port.end(ListenerError(.stopped, listener: "console", cause: "has stopped")) }
        guard let tls else { return try await serve(.http1(configuration: channel)) }
        let server: HTTPServerBuilder = try .tls(
            .http1(configuration: channel), tlsConfiguration: tls.configuration)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await tls.watch() }
            group.addTask { try await self.serve(server) }
            for _ in 0..<2 { try await group.next() }
        }
    }

    private var channel: HTTP1Channel.Configuration {
        HTTP1Channel.Configuration(idleTimeout: TimeAmount(configuration.keepAlive))
    }

    private func serve(_ server: HTTPServerBuilder) async throws {
        // Hummingbird tells of requests and connections at levels that are meant for its own developers.
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        let application = Application(
            responder: responder, server: server,
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port), serverName: nil),
            onServerRunning: { [port, logger, configuration] channel in
                let bound = channel.localAddress?.port ?? configuration.port
                logger.info("listening", metadata: ["listener": "console", "port": "\(bound)"])
                port.bound(to: bound)
            },
            logger: quiet)
        do {
            try await application.run()
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            guard !port.isUp else { throw error }
            let failure = ListenerError(
                .notBound, listener: "console",
                cause: "cannot listen on \(configuration.host):\(configuration.port): \(error)",
                remedy: "choose another address under `console.listen`, or stop what holds this one")
            port.end(failure)
            throw failure
        }
    }
}
