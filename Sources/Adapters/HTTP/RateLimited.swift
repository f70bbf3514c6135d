public import Domain
import Foundation

/// A transport that sends no faster than a rate; requests beyond it wait their turn.
public struct RateLimited: HTTPTransport {
    private let inner: any HTTPTransport
    private let rate: RequestRate

    public init(_ inner: any HTTPTransport, by rate: RequestRate) {
        self.inner = inner
        self.rate = rate
    }

    public func send(_ request: OutboundRequest) async throws(TransportFailure) -> HTTPAnswer {
        do {
            try await rate.turn()
        } catch {
            throw TransportFailure(.cancelled, "cancelled while it waited for its turn")
        }
        return try await inner.send(request)
    }
}

/// Hands out turns at a steady rate, first come, first served.
public actor RequestRate {
    private let time: any TimeSource
    private let interval: TimeInterval
    private let burst: Int
    /// When the bucket holds a whole turn again.
    private var next = Date.distantPast
    private var waiting = 0

    /// - Parameters:
    ///   - requestsPerSecond: 1 or more.
    ///   - burst: How many turns are given at once after a rest, 1…`requestsPerSecond`; nil: a quarter of a second's.
    public init(requestsPerSecond: Int, burst: Int? = nil, time: any TimeSource = SystemTime()) {
        let rate = max(requestsPerSecond, 1)
        self.time = time
        interval = 1 / Double(rate)
        self.burst = min(max(burst ?? rate / 4, 1), rate)
    }

    /// Returns when it is the caller's turn. A cancelled caller's turn is lost.
    public func turn() async throws(CancellationError) {
        let now = time.now
        // With nobody waiting, a turn far ahead only means that the clock was set back.
        if waiting == 0, next.timeIntervalSince(now) > interval { next = now }
        let mine = max(next, now.addingTimeInterval(-interval * Double(burst - 1)))
        next = mine.addingTimeInterval(interval)
        let wait = mine.timeIntervalSince(now)
        guard wait > 0 else { return }
        waiting += 1
        defer { waiting -= 1 }
        do {
            try await time.sleep(for: .seconds(wait))
        } catch {
            throw CancellationError()
        }
    }
}
