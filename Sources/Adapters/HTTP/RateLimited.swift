import Domain
import Foundation

/// A transport that sends no faster than a rate; requests beyond it wait their turn, those of runs
/// (`RequestPriority.bulk`) behind all others.
public struct RateLimited: HTTPTransport {
    private let inner: any HTTPTransport
    private let rate: RequestRate

    public init(_ inner: any HTTPTransport, by rate: RequestRate) {
        self.inner = inner
        self.rate = rate
    }

    public func send(_ request: OutboundRequest) async throws(TransportFailure) -> HTTPAnswer {
        do {
            try await rate.turn(RequestPriority.current)
        } catch {
            throw TransportFailure(.cancelled, "cancelled while it waited for its turn")
        }
        return try await inner.send(request)
    }
}
