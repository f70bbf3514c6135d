import Adapters
import Domain
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite("The rate of requests") struct RateLimitedTests {
    @Test("lets a burst through, then one for each interval, in the order they came")
    func steady() async throws {
        let time = ManualTime()
        let rate = RequestRate(requestsPerSecond: 2, burst: 2, time: time)
        let order = Seen<Int>()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<5 {
                group.addTask {
                    try await rate.turn()
                    order.add(index)
                }
                // The next one asks only when this one has passed or waits.
                try await waitUntil { order.all.count + time.sleepers == index + 1 }
            }
            for passed in 2...5 {
                try await waitUntil { order.all.count == passed }
                #expect(time.sleepers == 5 - passed)
                time.advance(by: .milliseconds(500))
            }
            try await group.waitForAll()
        }
        #expect(order.all == [0, 1, 2, 3, 4])
    }

    @Test("fails a waiting request when its task is cancelled, without sending it")
    func cancelled() async throws {
        let time = ManualTime()
        let sent = Seen<Bool>()
        let transport = RateLimited(
            Canned { sent.add(true) }, by: RequestRate(requestsPerSecond: 1, time: time))
        let url = try #require(URL(string: "http://localhost/"))
        _ = try await transport.send(OutboundRequest("GET", url))
        await withTaskGroup(of: TransportFailure.Code?.self) { group in
            group.addTask { await failureCode(transport, OutboundRequest("GET", url)) }
            try? await waitUntil { time.sleepers == 1 }
            group.cancelAll()
            #expect(await group.next() == .cancelled)
        }
        #expect(sent.all.count == 1)
    }

    @Test("is not held up by a clock that was set back")
    func clockSetBack() async throws {
        let time = SetBack()
        let rate = RequestRate(requestsPerSecond: 1, time: time)
        try await rate.turn()
        time.now = time.now.addingTimeInterval(-86_400)
        try await rate.turn()
        #expect(time.slept <= .seconds(1))
    }

    @Test("tells the status of each request, and nil of one without an answer")
    func observed() async throws {
        let seen = Seen<Int?>()
        let url = try #require(URL(string: "http://localhost/"))
        let good = ObservedTransport(Canned {}) { status in seen.add(status) }
        let bad = ObservedTransport(Failing(code: .timedOut)) { status in seen.add(status) }
        let ours = ObservedTransport(Failing(code: .cancelled)) { status in seen.add(status) }
        _ = try await good.send(OutboundRequest("GET", url))
        for transport in [bad, ours] {
            await #expect(throws: TransportFailure.self) { _ = try await transport.send(OutboundRequest("GET", url)) }
        }
        #expect(seen.all == [200, nil])
    }
}

private struct Canned: HTTPTransport {
    let onSend: @Sendable () -> Void

    init(_ onSend: @escaping @Sendable () -> Void) {
        self.onSend = onSend
    }

    func send(_ request: OutboundRequest) async throws(TransportFailure) -> HTTPAnswer {
        onSend()
        return HTTPAnswer(status: 200, headers: [], body: Data())
    }
}

private struct Failing: HTTPTransport {
    let code: TransportFailure.Code

    func send(_ request: OutboundRequest) async throws(TransportFailure) -> HTTPAnswer {
        throw TransportFailure(code, "no answer")
    }
}

private final class SetBack: TimeSource {
    private let state = Mutex((now: ManualTime.start, slept: Duration.zero))
    var now: Date {
        get { state.withLock { $0.now } }
        set { state.withLock { $0.now = newValue } }
    }
    var slept: Duration { state.withLock { $0.slept } }
    func sleep(for duration: Duration) async throws { state.withLock { $0.slept += duration } }
}
