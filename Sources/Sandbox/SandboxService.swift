import AsyncHTTPClient
import Foundation
public import Logging
import NIOCore
public import ServiceLifecycle

/// The imitations as a service: every ``SandboxSystem`` and a control listener, all on 127.0.0.1.
public struct SandboxService: Service {
    private enum Start: Sendable {
        case pending
        case running(RunningSandbox)
        case failed(any Error)
    }
    private let configuration: SandboxConfiguration
    private let logger: Logger
    private let start = Watched(Start.pending)

    public init(_ configuration: SandboxConfiguration = SandboxConfiguration(), logger: Logger) {
        self.configuration = configuration
        self.logger = logger
    }

    /// Runs until graceful shutdown or cancellation; a port that is taken is thrown. Once only.
    public func run() async throws {
        let client = HTTPClient(configuration: Self.clientConfiguration)
        do {
            try await run(Imitations(configuration, client: client, logger: logger))
        } catch {
            start.update { if case .pending = $0 { $0 = .failed(error) } }
            try await client.shutdown()
            throw error
        }
        start.update {
            if case .pending = $0 { $0 = .failed(SandboxError(.notListening, "the sandbox was stopped at its start")) }
        }
        try await client.shutdown()
    }

    private func run(_ imitations: Imitations) async throws {
        var listeners = imitations.listeners
        listeners[.control] = ControlListener(imitations).listener
        let announcement = Announcement(listeners: listeners) { ports in
            let sandbox = RunningSandbox(imitations, ports: ports)
            start.update { if case .pending = $0 { $0 = .running(sandbox) } }
        }
        let services: [any Service] = Array(listeners.values) + [imitations.notifier, announcement]
        let group = ServiceGroup(configuration: ServiceGroupConfiguration(services: services, logger: logger))
        try await group.run()
    }

    /// Tells the ports once all listeners listen, and stays until shutdown.
    private struct Announcement: Service {
        let listeners: [SandboxSystem: ImitationListener]
        let announce: @Sendable ([SandboxSystem: Int]) -> Void

        func run() async throws {
            do {
                try await cancelWhenGracefulShutdown {
                    var ports: [SandboxSystem: Int] = [:]
                    for (system, listener) in listeners {
                        ports[system] = try await listener.state.wait { $0.listening }.port
                    }
                    announce(ports)
                }
                try await gracefulShutdown()
            } catch is CancellationError {
                return
            }
        }
    }

    private static var clientConfiguration: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout = .init(connect: .seconds(2), read: .seconds(10))
        // Deliveries have their own retries, and a refused handshake is an answer.
        configuration.connectionPool.retryConnectionEstablishment = false
        return configuration
    }

    /// Waits until every listener listens.
    ///
    /// - Throws: what kept `run()` from listening, or `CancellationError`.
    public func running() async throws -> RunningSandbox {
        let state = try await start.wait { if case .pending = $0 { false } else { true } }
        switch state {
        case .running(let sandbox): return sandbox
        case .failed(let error): throw error
        case .pending: throw SandboxError(.notListening, "the sandbox has not started")
        }
    }

    /// Runs a sandbox for as long as `body` takes: for tests and benchmarks.
    public static func withSandbox<Result: Sendable>(
        _ configuration: SandboxConfiguration = SandboxConfiguration(), logger: Logger,
        _ body: (RunningSandbox) async throws -> Result
    ) async throws -> Result {
        let service = SandboxService(configuration, logger: logger)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await service.run() }
            defer { group.cancelAll() }
            return try await body(try await service.running())
        }
    }
}
