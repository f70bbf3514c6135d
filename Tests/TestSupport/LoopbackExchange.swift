import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1

/// One request that waits for its answer.
struct LoopbackExchange: Sendable {
    let request: LoopbackServer.Received
    let channel: any Channel
    let keepsAlive: Bool

    /// A body that fails half-way ends the connection there, as a server that breaks down would.
    func answer(by handler: @Sendable (LoopbackServer.Received) async throws -> Response) async {
        let response: Response
        do { response = try await handler(request) } catch { response = Response(status: .internalServerError) }
        var head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: response.status.code))
        for field in response.headers { head.headers.add(name: field.name.rawName, value: field.value) }
        do {
            try await channel.writeAndFlush(HTTPServerResponsePart.head(head))
            try await response.body.write(Writer(channel: channel))
            if !keepsAlive { try await channel.close() }
        } catch {
            try? await channel.close()
        }
    }

    private struct Writer: ResponseBodyWriter {
        let channel: any Channel

        mutating func write(_ buffer: ByteBuffer) async throws {
            try await channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(buffer)))
        }

        consuming func finish(_ trailers: HTTPFields?) async throws {
            try await channel.writeAndFlush(HTTPServerResponsePart.end(nil))
        }
    }
}

/// Puts requests together.
final class LoopbackHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart

    private let arrival: AsyncStream<LoopbackExchange>.Continuation
    private var head: HTTPRequestHead?
    private var body = ByteBuffer()

    init(arrival: AsyncStream<LoopbackExchange>.Continuation) {
        self.arrival = arrival
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch Self.unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body.clear()
        case .body(var part): body.writeBuffer(&part)
        case .end:
            guard let head else { return }
            var headers = HTTPFields()
            for (name, value) in head.headers {
                if let name = HTTPField.Name(name) { headers.append(HTTPField(name: name, value: value)) }
            }
            let request = LoopbackServer.Received(
                method: head.method.rawValue, authority: head.headers.first(name: "Host") ?? "", target: head.uri,
                headers: headers, body: Data(body.readableBytesView))
            arrival.yield(LoopbackExchange(request: request, channel: context.channel, keepsAlive: head.isKeepAlive))
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
