public import Foundation
public import HTTPTypes
public import Hummingbird
import NIOCore
import NIOHTTP1
import NIOPosix

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

    /// Runs a server that answers by `handler` while `body` runs, which gets its address without a slash at the end.
    ///
    /// What `handler` throws becomes a 500. Handlers that still run when `body` ends are cancelled.
    public static func with<Result: Sendable>(
        _ handler: @escaping @Sendable (Received) async throws -> Response,
        _ body: @escaping @Sendable (URL) async throws -> Result
    ) async throws -> Result {
        let (exchanges, arrival) = AsyncStream<LoopbackExchange>.makeStream()
        // Channel handlers rather than Hummingbird's own server: that one must not end while connections come in.
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(LoopbackHandler(arrival: arrival))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        guard let url = URL(string: "http://127.0.0.1:\(server.localAddress?.port ?? 0)") else {
            throw URLError(.badURL)
        }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                await withDiscardingTaskGroup { tasks in
                    for await exchange in exchanges { tasks.addTask { await exchange.answer(by: handler) } }
                }
            }
            let result: Swift.Result<Result, any Error>
            do { result = .success(try await body(url)) } catch { result = .failure(error) }
            try? await server.close()
            arrival.finish()
            group.cancelAll()
            return try result.get()
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
