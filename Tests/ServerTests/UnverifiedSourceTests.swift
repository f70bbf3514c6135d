import Domain
import Foundation
import NIOHTTP1
import TestSupport
import Testing

@testable import Server

@Suite("Senders that do not verify", .timeLimit(.minutes(1)))
struct UnverifiedSourceTests {
    @Test("too many unverified requests of one address are answered 429 with Retry-After, what verifies never")
    func tooMany() async throws {
        let store = ScriptedStore()
        try await HooksFixture.run(store, configure: { $0.unverifiedBurst = 3 }) { hooks in
            for _ in 0..<3 { try await hooks.expect(401, for: feed(secret: "wrong")) }
            let answer = try #require(try await hooks.send(feed(secret: "wrong")))
            #expect(answer.status == 429)
            #expect(answer.body.isEmpty)
            #expect(answer.headers["retry-after"] == "1")
            try await hooks.expect(429, for: graph(batch(["a"], clientState: "wrong")))
            try await hooks.expect(200, for: feed("good"))
            try await hooks.expect(400, for: graph("{"))
            hooks.time.advance(by: .seconds(1))
            try await hooks.expect(401, for: feed(secret: "wrong"))
            try await hooks.expect(429, for: feed(secret: "wrong"))
            #expect(hooks.count("rejected", of: "hr") == 6)
            #expect(store.users == ["good"])
        }
    }

    @Test("behind a trusted proxy the sender counts, not the proxy")
    func trustedProxy() async throws {
        let store = ScriptedStore()
        try await HooksFixture.run(
            store,
            configure: {
                $0.unverifiedBurst = 1
                $0.trustedProxies = ["127.0.0.0/8", "10.0.0.0/8"].compactMap { AddressBlock($0) }
            }
        ) { hooks in
            let one = ["X-Forwarded-For: 192.0.2.66, 192.0.2.1, 10.0.0.9"],
                other = ["X-Forwarded-For: 192.0.2.66, 192.0.2.2"]
            try await hooks.expect(401, for: feed(secret: "wrong", headers: one))
            try await hooks.expect(429, for: feed(secret: "wrong", headers: one))
            try await hooks.expect(401, for: feed(secret: "wrong", headers: other))
            try await hooks.expect(200, for: feed(headers: one))
            #expect(store.accepted.map(\.delivery.source) == ["192.0.2.1"])
        }
    }

    @Test("without trusted proxies X-Forwarded-For is not believed")
    func untrusted() async throws {
        let store = ScriptedStore()
        try await HooksFixture.run(store, configure: { $0.unverifiedBurst = 1 }) { hooks in
            try await hooks.expect(401, for: feed(secret: "wrong", headers: ["X-Forwarded-For: 192.0.2.1"]))
            try await hooks.expect(429, for: feed(secret: "wrong", headers: ["X-Forwarded-For: 192.0.2.2"]))
            try await hooks.expect(200, for: feed(headers: ["X-Forwarded-For: 192.0.2.3"]))
            #expect(store.accepted.map(\.delivery.source) == ["127.0.0.1"])
        }
    }

    @Test(
        "the sender is the rightmost address that is no trusted proxy",
        arguments: [
            (["192.0.2.1"], "192.0.2.1"), (["1.1.1.1, 192.0.2.1"], "192.0.2.1"), (["192.0.2.1, 10.1.1.1"], "192.0.2.1"),
            (["1.1.1.1", "192.0.2.1", "10.1.1.1"], "192.0.2.1"), ([], "10.0.0.1"), ([""], "10.0.0.1"),
            (["1.1.1.1, unknown"], "10.0.0.1"), (["1.1.1.1, nonsense, 10.9.9.9"], "10.9.9.9"),
            (["192.0.2.1:4711"], "192.0.2.1"), (["[2001:db8::1]:443"], "2001:db8::1"), (["2001:db8::1"], "2001:db8::1"),
            (["10.2.2.2"], "10.2.2.2"), (["::ffff:192.0.2.1"], "192.0.2.1"),
        ])
    func sender(forwarded: [String], expected: String) throws {
        let headers = HTTPHeaders(forwarded.map { ("x-forwarded-for", $0) })
        let peer = try #require(IPAddress("10.0.0.1")), trusted = [try #require(AddressBlock("10.0.0.0/8"))]
        #expect(SenderAddress.of(headers, peer: peer, trusted: trusted).description == expected)
    }

    @Test("what is remembered about sources stays bounded, and a busy one is not forgotten for quiet ones")
    func bounded() throws {
        let sources = UnverifiedSources(burst: 2, perSecond: 1, limit: 100), start = ManualTime.start
        let busy = try #require(IPAddress("192.0.2.1"))
        for step in 0..<1000 {
            let time = start.addingTimeInterval(Double(step))
            let quiet = try #require(IPAddress("10.0.\(step / 250).\(step % 250)"))
            #expect(sources.count(quiet, at: time) == nil)
            for _ in 0..<3 { _ = sources.count(busy, at: time) }
            #expect(sources.count(busy, at: time) != nil)
            #expect(sources.remembered <= 100)
        }
    }

    @Test("a clock that steps back forgives nothing and breaks nothing")
    func clockStepsBack() throws {
        let sources = UnverifiedSources(burst: 1, perSecond: 1), address = try #require(IPAddress("192.0.2.1"))
        #expect(sources.count(address, at: ManualTime.start) == nil)
        #expect(sources.count(address, at: ManualTime.start.addingTimeInterval(-3600)) == 1)
    }

    @Test("log lines of one kind are limited, and the next one tells how many were left out")
    func logLimit() {
        let limit = LogLimit(lines: 2, in: 10), kind = LogLimit.Kind(subject: "hr", code: 401), start = ManualTime.start
        #expect((0..<5).map { _ in limit.pass(kind, at: start) } == [0, 0, nil, nil, nil])
        #expect(limit.pass(LogLimit.Kind(subject: "hr", code: 415), at: start) == 0)
        #expect(limit.pass(kind, at: start.addingTimeInterval(10)) == 3)
        #expect(limit.pass(kind, at: start.addingTimeInterval(11)) == 0)
    }
}
