import NIOCore
import NIOPosix
import NIOSSL
import Testing

/// A client that sends exactly the bytes it is told to.
final class RawPeer {
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private var unread = ""

    private init(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>, _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) {
        self.inbound = inbound.makeAsyncIterator()
        self.outbound = outbound
    }

    static func connect<T: Sendable>(
        to port: Int, tls: NIOSSLContext? = nil, _ body: (RawPeer) async throws -> sending T
    ) async throws -> T {
        let connection = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        let handler = try NIOSSLClientHandler(context: tls, serverHostname: nil)
                        try channel.pipeline.syncOperations.addHandler(handler)
                    }
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
                }
            }
        return try await connection.executeThenClose { inbound, outbound in
            try await body(RawPeer(inbound, outbound))
        }
    }

    func send(_ text: String) async throws { try await outbound.write(ByteBuffer(string: text)) }

    /// Ends this half of the connection.
    func finish() { outbound.finish() }

    /// The next answer, interim ones included; nil when the connection ends before one.
    func answer() async throws -> RawAnswer? {
        while true {
            if let (answer, rest) = RawAnswer.parse(unread) {
                unread = rest
                return answer
            }
            guard let bytes = try await next() else { return nil }
            unread += bytes
        }
    }

    /// What is left until the listener ends the connection, by whatever means.
    func rest() async throws -> String {
        while let bytes = try await next() { unread += bytes }
        defer { unread = "" }
        return unread
    }

    /// Looks at the status of the next answer.
    func expect(_ status: Int, at location: SourceLocation = #_sourceLocation) async throws {
        let answer = try await answer()
        #expect(answer?.status == status, sourceLocation: location)
    }

    /// Looks that the listener ends the connection and says nothing more.
    func expectEnd(at location: SourceLocation = #_sourceLocation) async throws {
        let rest = try await rest()
        #expect(rest == "", sourceLocation: location)
    }

    private func next() async throws -> String? {
        do {
            return try await inbound.next().map { String(buffer: $0) }
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            return nil
        }
    }
}

struct RawAnswer {
    let status: Int
    let headers: [String: String]
    let body: String

    /// - Returns: nil as long as `text` holds no whole answer.
    static func parse(_ text: String) -> (RawAnswer, rest: String)? {
        let bytes = Array(text.utf8), end = Array("\r\n\r\n".utf8)
        guard let index = bytes.indices.first(where: { bytes[$0...].starts(with: end) }) else { return nil }
        let lines = String(decoding: bytes[..<index], as: UTF8.self).split(separator: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            headers[parts[0].lowercased()] = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
        }
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        let body = bytes[(index + end.count)...]
        guard body.count >= length, let status = Int(lines[0].split(separator: " ")[1]) else { return nil }
        return (
            RawAnswer(status: status, headers: headers, body: String(decoding: body.prefix(length), as: UTF8.self)),
            String(decoding: body.dropFirst(length), as: UTF8.self)
        )
    }
}
