import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// One imitation's port on loopback, which can be made to refuse connections and come back under the same number.
struct ImitationListener: Service {
    /// What is wanted, and what is.
    struct State: Sendable {
        var wanted = true
        var port: Int?
        var listening = false
    }
    static let maxBodyBytes = 4 << 20

    let name: String
    let state: Watched<State>
    let logger: Logger
    let respond: @Sendable (Incoming) async -> Response

    init(
        name: String, port: Int, logger: Logger, respond: @escaping @Sendable (Incoming) async -> Response
    ) {
        self.name = name
        self.state = Watched(State(port: port == 0 ? nil : port))
        self.logger = logger
        self.respond = respond
    }

    private enum End { case stopped, unwanted }

    func run() async throws {
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            guard try await serve() == .unwanted else { return }
            do {
                try await cancelWhenGracefulShutdown { _ = try await state.wait { $0.wanted } }
            } catch is CancellationError {
                return
            }
        }
    }

    /// Kept connections are idle ones mostly: shutting down closes them, cancelling would wait for them for ever.
    private func serve() async throws -> End {
        defer { state.update { $0.listening = false } }
        var configuration = ServiceGroupConfiguration(services: [application()], logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(2)
        let server = ServiceGroup(configuration: configuration)
        return try await withThrowingTaskGroup(of: End.self) { group in
            group.addTask {
                try await server.run()
                return .stopped
            }
            group.addTask {
                _ = try await cancelWhenGracefulShutdown { try await state.wait { !$0.wanted } }
                return .unwanted
            }
            defer { group.cancelAll() }
            var end = End.stopped
            while let result = await group.nextResult() {
                switch result {
                case .success(.stopped): return end
                case .success(.unwanted):
                    end = .unwanted
                    await server.triggerGracefulShutdown()
                // The wait for closing ends first on a graceful shutdown; the server goes on to its own end.
                case .failure(is CancellationError): continue
                case .failure(let error): throw error
                }
            }
            return end
        }
    }

    private func application() -> some ApplicationProtocol {
        Application(
            responder: CallbackResponder<BasicRequestContext> { request, _ in
                await respond(try await Self.incoming(request))
            },
            configuration: ApplicationConfiguration(
                address: .hostname("127.0.0.1", port: state.value.port ?? 0), serverName: nil),
            onServerRunning: { channel in
                let port = channel.localAddress?.port
                state.update {
                    $0.port = port
                    $0.listening = true
                }
            },
            logger: logger)
    }

    private static func incoming(_ request: Request) async throws -> Incoming {
        let target = request.head.path ?? "/"
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let query = parts.count == 2 ? String(parts[1]) : ""
        let body = try await request.body.collect(upTo: maxBodyBytes)
        return Incoming(
            method: request.method.rawValue, path: String(parts[0]), query: Form(query), rawQuery: query,
            headers: request.headers, authority: request.head.authority ?? "127.0.0.1",
            body: Data(body.readableBytesView))
    }
}
