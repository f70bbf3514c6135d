import AsyncHTTPClient
import Foundation
public import Logging
public import ServiceLifecycle

/// The imitations as a service: Graph with its tokens, Jira, and a control listener, all on 127.0.0.1.
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

    /// Runs until graceful shutdown or cancellation; a port that is taken is thrown.
    public func run() async throws {
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
        _ body: @Sendable (RunningSandbox) async throws -> Result
    ) async throws -> Result {
        let service = SandboxService(configuration, logger: logger)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await service.run() }
            defer { group.cancelAll() }
            return try await body(try await service.running())
        }
    }
}
