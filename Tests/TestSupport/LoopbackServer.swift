public import Foundation
public import HTTPTypes
public import Hummingbird
import Logging
import NIOCore

/// A small HTTP server on a loopback port of its own, for as long as a test needs it.
public enum LoopbackServer {
    /// One request as it arrived.
    public struct Received: Sendable {
        public let method: String
        /// The host and port that the client asked for.
        public let authority: String
        /// Path and query, still encoded.
        public let target: String
        public let headers: HTTPFields
        public let body: Data

        /// The path, decoded segment by segment.
        public var path: String { String(target.prefix { $0 != "?" }).removingPercentEncoding ?? "" }

        /// The query's fields, decoded.
        public var query: [String: String] { Self.fields(String(target.drop { $0 != "?" }.dropFirst()), plus: "+") }

        /// The fields of a form in the body, decoded; `+` is a blank.
        public var form: [String: String] { Self.fields(String(decoding: body, as: UTF8.self), plus: " ") }

        private static func fields(_ text: String, plus: String) -> [String: String] {
            var fields: [String: String] = [:]
            for pair in text.split(separator: "&") {
                let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                let decoded = parts.map { $0.replacing("+", with: plus).removingPercentEncoding ?? "" }
                fields[decoded[0]] = decoded.count > 1 ? decoded[1] : ""
            }
            return fields
        }
    }

    struct NotStarted: Error {}

    /// Runs a server that answers by `handler` while `body` runs, which gets its address without a slash at the end.
    public static func with<Result: Sendable>(
        _ handler: @escaping @Sendable (Received) async throws -> Response,
        _ body: @escaping @Sendable (URL) async throws -> Result
    ) async throws -> Result {
        let (ports, announce) = AsyncStream<Int>.makeStream()
        var logger = Logger(label: "loopback")
        logger.logLevel = .critical
        let responder = CallbackResponder<BasicRequestContext> { request, _ in
            let buffer = try await request.body.collect(upTo: 32 << 20)
            return try await handler(
                Received(
                    method: request.method.rawValue, authority: request.head.authority ?? "",
                    target: request.uri.string, headers: request.headers,
                    body: Data(buffer.readableBytesView)))
        }
        let application = Application(
            responder: responder, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                announce.yield(channel.localAddress?.port ?? 0)
                announce.finish()
            }, logger: logger)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await application.run()
                announce.finish()
            }
            var iterator = ports.makeAsyncIterator()
            guard let port = await iterator.next(), let url = URL(string: "http://127.0.0.1:\(port)") else {
                try await group.waitForAll()
                throw NotStarted()
            }
            defer { group.cancelAll() }
            return try await body(url)
        }
    }
}

extension Response {
    /// An answer with a text for a body.
    public static func text(
        _ text: String, status: Int = 200, type: String = "application/json", headers: [String: String] = [:]
    ) -> Response {
        var fields = HTTPFields()
        fields[.contentType] = type
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        return Response(status: .init(code: status), headers: fields, body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
