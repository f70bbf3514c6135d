import TestSupport
import Testing

@testable import Server

@Suite("Deadlines of the hooks listener", .timeLimit(.minutes(1)))
struct HookDeadlineTests {
    private static func shortHead(_ configuration: inout ListenerConfiguration) {
        configuration.headDeadline = .milliseconds(200)
    }

    private static func shortBody(_ configuration: inout ListenerConfiguration) {
        configuration.bodyDeadline = .milliseconds(200)
    }

    @Test(
        "a connection on which no whole head arrives in time is closed without a word",
        arguments: [
            "", "P", "POST /hooks/hr HTTP/1.1\r\nHost: a\r\n", "POST /hooks/hr HTTP/1.1\r\nHost: a\r\nX: y\r\n\r",
        ])
    func head(start: String) async throws {
        try await HooksFixture.run(configure: Self.shortHead) { hooks in
            try await RawPeer.connect(to: hooks.port) { peer in
                if !start.isEmpty { try await peer.send(start) }
                try await peer.expectEnd()
            }
        }
    }

    @Test("a head that drips is closed, too")
    func drippingHead() async throws {
        try await HooksFixture.run(configure: Self.shortHead) { hooks in
            try await RawPeer.connect(to: hooks.port) { peer in
                try await peer.send("POST /hooks/hr HTTP/1.1\r\nHost: a\r\n")
                await Self.drip("X-Y: z\r\n", into: peer)
                try await peer.expectEnd()
            }
        }
    }

    @Test("a body that stalls is answered 408, and the connection ends")
    func body() async throws {
        let store = ScriptedStore()
        try await HooksFixture.run(store, configure: Self.shortBody) { hooks in
            try await RawPeer.connect(to: hooks.port) { peer in
                let whole = feed()
                try await peer.send(String(whole.dropLast()))
                let answer = try #require(try await peer.answer())
                #expect(answer.status == 408)
                #expect(answer.headers["connection"] == "close")
                try await peer.expectEnd()
            }
            #expect(store.accepted.isEmpty)
            #expect(hooks.count("rejected", of: "hr") == 1)
            #expect(hooks.listener.requestsInFlight == 0)
        }
    }

    @Test(
        "a body that drips is answered 408, with a length and in chunks",
        arguments: ["Content-Length: 100000", "Transfer-Encoding: chunked"])
    func drippingBody(framing: String) async throws {
        try await HooksFixture.run(configure: Self.shortBody) { hooks in
            try await RawPeer.connect(to: hooks.port) { peer in
                try await peer.send(request("POST", "/hooks/hr", [framing, "Content-Type: application/json"]))
                await Self.drip(framing.hasPrefix("C") ? "x" : "1\r\nx\r\n", into: peer)
                try await peer.expect(408)
            }
        }
    }

    @Test("a connection that stays idle after an answer is closed")
    func keepAlive() async throws {
        try await HooksFixture.run(configure: { $0.keepAlive = .milliseconds(100) }) { hooks in
            try await RawPeer.connect(to: hooks.port) { peer in
                try await peer.send(feed())
                try await peer.expect(200)
                try await peer.expectEnd()
            }
        }
    }

    @Test("the deadline of a later head begins with its first byte")
    func laterHead() async throws {
        try await HooksFixture.run(configure: { $0.headDeadline = .seconds(2) }) { hooks in
            try await RawPeer.connect(to: hooks.port) { peer in
                try await peer.send(feed())
                try await peer.expect(200)
                try await peer.send("POST")
                try await peer.expectEnd()
            }
        }
    }

    @Test("a peer that goes away in the middle of a body leaves nothing in flight")
    func gone() async throws {
        try await HooksFixture.run { hooks in
            try await RawPeer.connect(to: hooks.port) { peer in
                try await peer.send(String(feed().dropLast()))
                try await waitUntil { hooks.listener.requestsInFlight == 1 }
            }
            try await waitUntil { hooks.listener.requestsInFlight == 0 }
        }
    }

    /// Sends `bytes` again and again for longer than the deadline, at a pace that no single wait would notice.
    private static func drip(_ bytes: String, into peer: RawPeer) async {
        for _ in 0..<50 {
            guard (try? await peer.send(bytes)) != nil, (try? await Task.sleep(for: .milliseconds(10))) != nil else {
                return
            }
        }
    }
}
