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

    @Test("lets bulk requests go when no ordinary one waits, in the order they came")
    func bulkWaits() async throws {
        let time = ManualTime()
        let rate = RequestRate(requestsPerSecond: 1, burst: 1, time: time)
        let order = Seen<String>()
        try await rate.turn()
        try await withThrowingTaskGroup(of: Void.self) { group in
            let arrivals = [("bulk 1", RequestPriority.bulk), ("bulk 2", .bulk), ("a", .ordinary), ("b", .ordinary)]
            for (index, (name, priority)) in arrivals.enumerated() {
                group.addTask {
                    try await rate.turn(priority)
                    order.add(name)
                }
                try await waitUntil { time.sleepers == index + 1 }
            }
            for passed in 1...4 {
                time.advance(by: .seconds(1))
                try await waitUntil { order.all.count == passed && time.sleepers == 4 - passed }
            }
            try await group.waitForAll()
        }
        #expect(order.all == ["a", "b", "bulk 1", "bulk 2"])
    }

    @Test("keeps half of a burst for ordinary requests, however many bulk ones there are")
    func headroom() async throws {
        let time = ManualTime()
        let rate = RequestRate(requestsPerSecond: 4, burst: 4, time: time)
        let bulk = Seen<Int>()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<6 {
                group.addTask {
                    try await rate.turn(.bulk)
                    bulk.add(index)
                }
            }
            try await waitUntil { bulk.all.count == 2 && time.sleepers == 4 }
            for _ in 0..<2 { try await rate.turn() }
            #expect(bulk.all.count == 2)
            // Two turns that were kept are given back first; then every turn is a bulk one's.
            for passed in [2, 2, 3, 4, 5, 6] {
                time.advance(by: .milliseconds(250))
                try await waitUntil { bulk.all.count == passed && time.sleepers == 6 - passed }
            }
            try await group.waitForAll()
        }
    }

    @Test("gives bulk requests every tenth turn where ordinary ones use up the rate")
    func share() async throws {
        let time = ManualTime()
        let rate = RequestRate(requestsPerSecond: 1, burst: 1, time: time)
        let order = Seen<RequestPriority>()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for priority in [RequestPriority.ordinary, .ordinary, .ordinary, .bulk, .bulk] {
                group.addTask {
                    while order.all.count < 60 {
                        try await rate.turn(priority)
                        order.add(priority)
                    }
                }
            }
            while order.all.count < 60 {
                try await waitUntil { time.sleepers == 5 || order.all.count >= 60 }
                time.advance(by: .seconds(1))
            }
            group.cancelAll()
            while let result = await group.nextResult() { _ = result }
        }
        let turns = order.all.dropFirst(5).prefix(50)
        #expect((4...6).contains(turns.count { $0 == .bulk }))
    }

    @Test("a bulk request that is cancelled holds nobody up", arguments: [RequestPriority.bulk, .ordinary])
    func cancelledBulk(_ priority: RequestPriority) async throws {
        let time = ManualTime()
        let rate = RequestRate(requestsPerSecond: 1, burst: 1, time: time)
        try await rate.turn()
        let passed = Seen<Bool>()
        try await withThrowingTaskGroup(of: Void.self) { group in
            let gone = Task { try await rate.turn(priority) }
            try await waitUntil { time.sleepers == 1 }
            group.addTask {
                try await rate.turn(.bulk)
                passed.add(true)
            }
            try await waitUntil { time.sleepers == 2 }
            gone.cancel()
            await #expect(throws: CancellationError.self) { try await gone.value }
            time.advance(by: .seconds(2))
            try await group.waitForAll()
        }
        #expect(passed.all == [true])
    }

    @Test("knows the priority of the task that sends")
    func taskLocal() async throws {
        let time = ManualTime()
        let sent = Seen<String>()
        let url = try #require(URL(string: "http://localhost/"))
        let rate = RequestRate(requestsPerSecond: 1, burst: 1, time: time)
        try await rate.turn()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await RequestPriority.$current.withValue(.bulk) {
                    _ = try await RateLimited(Canned { sent.add("bulk") }, by: rate).send(OutboundRequest("GET", url))
                }
            }
            try await waitUntil { time.sleepers == 1 }
            group.addTask {
                _ = try await RateLimited(Canned { sent.add("ordinary") }, by: rate).send(OutboundRequest("GET", url))
            }
            try await waitUntil { time.sleepers == 2 }
            for passed in 1...2 {
                time.advance(by: .seconds(1))
                try await waitUntil { sent.all.count == passed }
            }
            try await group.waitForAll()
        }
        #expect(sent.all == ["ordinary", "bulk"])
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
    func sleep(for duration: Duration) async throws {
        state.withLock { state in
            state.slept += duration
            state.now.addTimeInterval(duration / .seconds(1))
        }
    }
}
