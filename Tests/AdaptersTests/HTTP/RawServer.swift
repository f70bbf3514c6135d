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
        _ body: @escaping @Sendable (URL, Journal) async throws -> Void
    ) async throws {
        let journal = Journal()
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        let port = server.channel.localAddress?.port ?? 0
        guard let url = URL(string: "\(tls == nil ? "http" : "https")://localhost:\(port)") else { return }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await server.executeThenClose { connections in
                    try await withThrowingDiscardingTaskGroup { tasks in
                        for try await connection in connections {
                            let steps = script(journal.connected())
                            tasks.addTask { try? await serve(connection, steps, journal) }
                        }
                    }
                }
            }
            defer { group.cancelAll() }
            try await body(url, journal)
        }
    }

    private static func serve(
        _ connection: NIOAsyncChannel<ByteBuffer, ByteBuffer>, _ steps: [Step], _ journal: Journal
    ) async throws {
        try await connection.executeThenClose { inbound, outbound in
            var requests = inbound.makeAsyncIterator()
            try await receive(&requests, journal)
            for step in steps {
                switch step {
                case .send(let text): try await outbound.write(ByteBuffer(string: text))
                case .bytes(let count):
                    let piece = ByteBuffer(repeating: UInt8(ascii: "x"), count: 65_536)
                    for _ in 0..<(count / 65_536) { try await outbound.write(piece) }
                case .drip:
                    while true {
                        try await outbound.write(ByteBuffer(string: " "))
                        try await Task.sleep(for: .milliseconds(5))
                    }
                case .hang: while try await requests.next() != nil {}
                case .receive: try await receive(&requests, journal)
                }
            }
        }
    }

    private static func receive(
        _ requests: inout NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator, _ journal: Journal
    ) async throws {
        var text = ""
        while !text.contains("\r\n\r\n"), let part = try await requests.next() {
            text += String(buffer: part)
        }
        journal.received(text)
    }
}
