import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A TCP server that sends what a test says, for answers that no decent server gives.
enum RawServer {
    enum Step: Sendable {
        case send(String)
        case bytes(Int)
        /// Sends a byte again and again until the peer goes away.
        case drip
        /// Says nothing until the peer goes away.
        case hang
        /// Reads one more request.
        case receive
    }

    /// What was received, and by how many connections.
    final class Journal: Sendable {
        private let state = Mutex<(connections: Int, requests: [String])>((0, []))
        var connections: Int { state.withLock { $0.connections } }
        var requests: [String] { state.withLock { $0.requests } }
        fileprivate func connected() -> Int {
            state.withLock { state in
                state.connections += 1
                return state.connections
            }
        }
        fileprivate func received(_ text: String) { state.withLock { $0.requests.append(text) } }
    }

    /// Runs a server while `body` runs; each connection reads one request, does the steps that `script` gives for it
    /// (counted from 1), and closes.
    static func with(
        tls: NIOSSLContext? = nil, script: @escaping @Sendable (_ connection: Int) -> [Step],
        _ body: (URL, Journal) async throws -> Void
    ) async throws {
        let journal = Journal()
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    try channel.pipeline.syncOperations.addHandler(
                        ScriptHandler(steps: script(journal.connected()), journal: journal))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            let port = server.localAddress?.port ?? 0
            if let url = URL(string: "\(tls == nil ? "http" : "https")://localhost:\(port)") {
                try await body(url, journal)
            }
            try await server.close()
        } catch {
            try await server.close()
            throw error
        }
    }
}

/// Does one connection's steps, each after the request that it waits for.
private final class ScriptHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var steps: ArraySlice<RawServer.Step>
    private let journal: RawServer.Journal
    private var isReceiving = true
    private var text = ""

    init(steps: [RawServer.Step], journal: RawServer.Journal) {
        self.steps = steps[...]
        self.journal = journal
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard isReceiving else { return }
        text += String(buffer: Self.unwrapInboundIn(data))
        guard text.contains("\r\n\r\n") else { return }
        journal.received(text)
        text = ""
        isReceiving = false
        proceed(context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func proceed(_ context: ChannelHandlerContext) {
        while let step = steps.popFirst() {
            switch step {
            case .send(let text): write(ByteBuffer(string: text), context)
            case .bytes(let count): write(ByteBuffer(repeating: UInt8(ascii: "x"), count: count), context)
            case .drip:
                let channel = context.channel
                let drip = context.eventLoop.scheduleRepeatedTask(initialDelay: .zero, delay: .milliseconds(5)) { _ in
                    channel.writeAndFlush(ByteBuffer(string: " "), promise: nil)
                }
                context.channel.closeFuture.whenComplete { _ in drip.cancel() }
                return
            case .hang: return
            case .receive:
                isReceiving = true
                return
            }
        }
        context.close(promise: nil)
    }

    private func write(_ buffer: ByteBuffer, _ context: ChannelHandlerContext) {
        context.writeAndFlush(Self.wrapOutboundOut(buffer), promise: nil)
    }
}
