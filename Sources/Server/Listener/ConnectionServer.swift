import Domain
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import ServiceLifecycle

/// Accepts connections and gives each whole request to the responder, as structured as tasks are: one for each
/// connection, all gone when `run` returns.
struct ConnectionServer: Sendable {
    typealias Responder = @Sendable (InboundRequest, IPAddress) async -> Answer

    /// Requests come one at a time: the next one only after the answer. Whoever lets go of them closes the channel.
    private struct Connection: Sendable {
        let channel: any Channel
        let requests: AsyncStream<InboundRequest>
    }

    let name: String
    let configuration: ListenerConfiguration
    let policy: any ConnectionPolicy
    let tls: TLSContext?
    let writer: AnswerWriter
    let table: ConnectionTable
    let port: BoundPort
    let logger: Logger
    let responder: Responder

    /// Serves until graceful shutdown or cancellation.
    /// - Throws: `ListenerError` when the address cannot be bound.
    func run() async throws {
        let server = try await bind()
        let end = ListenerError(.stopped, listener: name, cause: "has stopped")
        defer { port.end(end) }
        let loop = server.channel.eventLoop
        let limit = TimeAmount(configuration.shutdownLimit)
        try await withGracefulShutdownHandler {
            let lastCall = try await withThrowingDiscardingTaskGroup { group in
                try await server.executeThenClose { connections in
                    for try await connection in connections {
                        if let connection { group.addTask { await serve(connection) } }
                    }
                }
                table.quiesce()
                port.end(end)
                return loop.scheduleTask(in: limit) { table.closeAll() }
            }
            lastCall.cancel()
            guard Task.isShuttingDownGracefully || Task.isCancelled else {
                throw ListenerError(.stopped, listener: name, cause: "the listening socket was closed")
            }
        } onGracefulShutdown: {
            server.channel.close(promise: nil)
        }
    }

    private func bind() async throws -> NIOAsyncChannel<Connection?, Never> {
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
        do {
            let server = try await bootstrap.bind(host: configuration.host, port: configuration.port) { channel in
                channel.eventLoop.makeCompletedFuture { setUp(channel) }
            }
            let bound = server.channel.localAddress?.port ?? configuration.port
            logger.info("listening", metadata: ["listener": "\(name)", "port": "\(bound)"])
            port.bound(to: bound)
            return server
        } catch {
            let failure = ListenerError(
                .notBound, listener: name,
                cause: "cannot listen on \(configuration.host):\(configuration.port): \(error)",
                remedy: "choose another address under `\(name).listen`, or stop what holds this one")
            port.end(failure)
            throw failure
        }
    }

    /// - Returns: nil for a connection that is closed at once.
    private func setUp(_ channel: any Channel) -> Connection? {
        guard let presence = table.enter(channel) else {
            channel.close(promise: nil)
            return nil
        }
        channel.closeFuture.whenComplete { [table] _ in table.leave(presence) }
        do {
            return try addHandlers(to: channel, presence)
        } catch {
            channel.close(promise: nil)
            return nil
        }
    }

    private func addHandlers(to channel: any Channel, _ presence: ConnectionPresence) throws -> Connection {
        let state = ConnectionState(maxBodyBytes: configuration.maxBodyBytes, policy: policy)
        let clock = DeadlineClock(limits: DeadlineClock.Limits(configuration))
        let (requests, continuation) = AsyncStream<InboundRequest>.makeStream()
        continuation.onTermination = { _ in channel.close(promise: nil) }
        let connection = ConnectionHandler(
            state: state, clock: clock, presence: presence, writer: writer, requests: continuation)
        let pipeline = channel.pipeline.syncOperations
        if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls.context)) }
        try pipeline.addHandler(ByteWatch(connection))
        try pipeline.addHandler(HTTPResponseEncoder())
        let decoder = HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: Self.headLimits)
        try pipeline.addHandler(ByteToMessageHandler(decoder))
        try pipeline.addHandler(connection)
        return Connection(channel: channel, requests: requests)
    }

    private static let headLimits: NIOHTTPDecoderLimitConfiguration = {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = 16 * 1024
        limits.maxHeaderListSize = 64 * 1024
        limits.maxHeaderFieldCount = 128
        return limits
    }()

    private func serve(_ connection: Connection) async {
        guard let peer = connection.channel.remoteAddress.flatMap(IPAddress.init) else {
            connection.channel.close(promise: nil)
            return
        }
        for await request in connection.requests {
            let answer = await responder(request, peer)
            request.place.release()
            connection.channel.writeAndFlush(answer, promise: nil)
        }
    }
}

extension DeadlineClock.Limits {
    fileprivate init(_ configuration: ListenerConfiguration) {
        self.init(
            head: TimeAmount(configuration.headDeadline), nextRequest: TimeAmount(configuration.keepAlive),
            body: TimeAmount(configuration.bodyDeadline), flush: TimeAmount(configuration.bodyDeadline),
            peerClose: TimeAmount(configuration.linger))
    }
}
