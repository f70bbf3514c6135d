import AsyncHTTPClient
import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
import NIOSSL

/// Sends over one AsyncHTTPClient of its own, with a deadline for the whole request and a limit for the answer.
///
/// One for each connector and target. No redirect is followed, no compression asked for. `shutdown()` must be called
/// before the last copy goes away; `with(_:)` does so.
public struct HTTPClientTransport: HTTPTransport {
    /// How long a request may take and how long its answer may be.
    public struct Limits: Sendable, Hashable {
        /// Until the connection stands, TLS included.
        public var connecting: Duration = .seconds(10)
        /// From the call to the answer's last byte, however busily it drips.
        public var whole: Duration = .seconds(30)
        public var answerBytes = 8 << 20

        public init() {}
    }

    private let direct: HTTPClient
    private let proxied: HTTPClient?
    private let network: OutboundNetwork
    private let limits: Limits
    private let userAgent: String

    /// - Parameter userAgent: Sent where a request has no `User-Agent` of its own: `Rollcall/1.2.3`.
    /// - Throws: `OutboundNetworkError` when the proxy's address or the CA file cannot be used.
    public init(
        network: OutboundNetwork = OutboundNetwork(), limits: Limits = Limits(), userAgent: String = "Rollcall"
    ) throws(OutboundNetworkError) {
        var configuration = try Self.configuration(network, limits)
        let proxy = try network.proxy.map(Self.proxy)
        direct = HTTPClient(configuration: configuration)
        configuration.proxy = proxy
        proxied = proxy == nil ? nil : HTTPClient(configuration: configuration)
        self.network = network
        self.limits = limits
        self.userAgent = userAgent
    }

    /// Ends what is under way and closes the connections. Nothing can be sent afterwards.
    public func shutdown() async {
        // Fails only when it was shut down before.
        try? await direct.shutdown()
        try? await proxied?.shutdown()
    }

    /// Lends a transport to `body` and shuts it down afterwards.
    public static func with<Result>(
        network: OutboundNetwork = OutboundNetwork(), limits: Limits = Limits(), userAgent: String = "Rollcall",
        _ body: (HTTPClientTransport) async throws -> Result
    ) async throws -> Result {
        let transport = try HTTPClientTransport(network: network, limits: limits, userAgent: userAgent)
        do {
            let result = try await body(transport)
            await transport.shutdown()
            return result
        } catch {
            await transport.shutdown()
            throw error
        }
    }

    public func send(_ request: OutboundRequest) async throws(TransportFailure) -> HTTPAnswer {
        guard let origin = Origin(request.url) else {
            throw TransportFailure(.unreachable, "the address is neither http nor https or names no host")
        }
        let isRepeatable = request.method == "GET" || request.method == "HEAD"
        return try await withinDeadline(of: origin) {
            var outcome = await exchange(request, with: origin)
            // The peer may have closed a kept connection just as the request went out on it.
            if case .closedUnanswered = outcome, isRepeatable { outcome = await exchange(request, with: origin) }
            return outcome.result
        }
    }

    private enum Exchange {
        case answer(HTTPAnswer)
        case closedUnanswered(TransportFailure)
        case failure(TransportFailure)

        var result: Result<HTTPAnswer, TransportFailure> {
            switch self {
            case .answer(let answer): .success(answer)
            case .closedUnanswered(let failure), .failure(let failure): .failure(failure)
            }
        }
    }

    private func exchange(_ request: OutboundRequest, with origin: Origin) async -> Exchange {
        let response: HTTPClientResponse
        do {
            let client = network.proxy(for: request.url) == nil ? direct : proxied ?? direct
            response = try await client.execute(prepared(request), deadline: .now() + TimeAmount(limits.whole))
        } catch {
            let failure = TransportFailure(error, on: origin, after: .nothing)
            return TransportFailure.isClosed(error) ? .closedUnanswered(failure) : .failure(failure)
        }
        do {
            let body = try await response.body.collect(upTo: limits.answerBytes)
            let headers = response.headers.map { (name: $0.name, value: $0.value) }
            return .answer(HTTPAnswer(status: Int(response.status.code), headers: headers, body: Data(buffer: body)))
        } catch is NIOTooManyBytesError {
            return .failure(
                TransportFailure(.tooLarge, "\(origin): the answer is longer than \(limits.answerBytes) bytes"))
        } catch {
            return .failure(TransportFailure(error, on: origin, after: .head))
        }
    }

    private func prepared(_ request: OutboundRequest) -> HTTPClientRequest {
        var prepared = HTTPClientRequest(url: request.url.absoluteString)
        prepared.method = HTTPMethod(rawValue: request.method)
        prepared.headers = HTTPHeaders(request.headers.map { ($0.name, $0.value) })
        if !prepared.headers.contains(name: "User-Agent") { prepared.headers.add(name: "User-Agent", value: userAgent) }
        if let body = request.body { prepared.body = .bytes(ByteBuffer(data: body)) }
        return prepared
    }

    /// AsyncHTTPClient's own deadline ends with the head; this one covers the body too.
    private func withinDeadline(
        of origin: Origin, _ exchange: @escaping @Sendable () async -> Result<HTTPAnswer, TransportFailure>
    ) async throws(TransportFailure) -> HTTPAnswer {
        let limit = limits.whole
        let result = await withTaskGroup(of: Result<HTTPAnswer, TransportFailure>.self) { group in
            group.addTask { await exchange() }
            group.addTask {
                do {
                    try await Task.sleep(for: limit)
                    return .failure(TransportFailure(.timedOut, "\(origin): no whole answer within \(limit)"))
                } catch {
                    return .failure(TransportFailure(.cancelled, "\(origin): cancelled"))
                }
            }
            defer { group.cancelAll() }
            return await group.next() ?? .failure(TransportFailure(.cancelled, "\(origin): cancelled"))
        }
        return try result.get()
    }
}
