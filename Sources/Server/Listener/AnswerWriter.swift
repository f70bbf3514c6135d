import Domain
import NIOCore
import NIOHTTP1

/// Puts answers on the wire, with the headers that belong to every one of them.
struct AnswerWriter: Sendable {
    private let time: any TimeSource
    private let date = HTTPDate()

    init(time: any TimeSource) { self.time = time }

    /// - Returns: done when the answer has left the process.
    func write(_ answer: Answer, keepAlive: Bool, to context: ChannelHandlerContext) -> EventLoopFuture<Void> {
        var headers = HTTPHeaders()
        headers.reserveCapacity(answer.headers.count + 3)
        for header in answer.headers { headers.add(name: header.name, value: header.value) }
        headers.add(name: "Date", value: date.text(at: time.now))
        if answer.status != 204 { headers.add(name: "Content-Length", value: String(answer.body.utf8.count)) }
        headers.add(name: "Connection", value: keepAlive ? "keep-alive" : "close")
        let status = HTTPResponseStatus(statusCode: answer.status)
        let head = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
        context.write(NIOAny(HTTPServerResponsePart.head(head)), promise: nil)
        if !answer.body.isEmpty {
            let bytes = context.channel.allocator.buffer(string: answer.body)
            context.write(NIOAny(HTTPServerResponsePart.body(.byteBuffer(bytes))), promise: nil)
        }
        return context.writeAndFlush(NIOAny(HTTPServerResponsePart.end(nil)))
    }
}
