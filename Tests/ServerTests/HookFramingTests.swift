import TestSupport
import Testing

@testable import Server

@Suite("Framing of requests", .timeLimit(.minutes(1)))
struct HookFramingTests {
    @Test("a body announced over the limit is answered 413 before it is sent")
    func announced() async throws {
        let store = ScriptedStore()
        try await HooksFixture.run(store, configure: { $0.maxBodyBytes = 1000 }) { hooks in
            try await RawPeer.connect(to: hooks.port) { peer in
                try await peer.send(request("POST", "/hooks/hr", ["Content-Length: 1001"]))
                let answer = try #require(try await peer.answer())
                #expect(answer.status == 413)
                #expect(answer.headers["connection"] == "close")
            }
            #expect(hooks.count("rejected", of: "hr") == 1)
        }
    }

    @Test("a body in chunks is counted, and answered 413 once it is over the limit")
    func chunked() async throws {
        try await HooksFixture.run(configure: { $0.maxBodyBytes = 1000 }) { hooks in
            try await RawPeer.connect(to: hooks.port) { peer in
                try await peer.send(
                    request("POST", "/hooks/hr", ["Transfer-Encoding: chunked", "Content-Type: text/plain"]))
                let chunk = "64\r\n" + String(repeating: "x", count: 100) + "\r\n"
                try await peer.send(String(repeating: chunk, count: 11))
                try await peer.expect(413)
            }
        }
    }

    @Test("a peer that first sends all of a far too large body still reads the 413")
    func uploadsFirst() async throws {
        try await HooksFixture.run { hooks in
            try await RawPeer.connect(to: hooks.port) { peer in
                try await peer.send(request("POST", "/hooks/hr", ["Content-Length: 8000000"]))
                for _ in 0..<80 { try await peer.send(String(repeating: "x", count: 100_000)) }
                try await peer.expect(413)
            }
        }
    }

    @Test("a body of exactly the limit is taken, with a length and in chunks", arguments: [true, false])
    func exactlyTheLimit(chunked: Bool) async throws {
        let store = ScriptedStore()
        try await HooksFixture.run(store, configure: { $0.maxBodyBytes = 1000 }) { hooks in
            let json = "{\"user\":{\"id\":\"u1\"}}", body = json + String(repeating: " ", count: 1000 - json.utf8.count)
            let headers = ["Authorization: \(HooksFixture.feedSecret)", "Content-Type: application/json"]
            let whole = request("POST", "/hooks/hr", headers, body: body)
            let parts = request("POST", "/hooks/hr", headers + ["Transfer-Encoding: chunked"])
            try await hooks.expect(
                200,
                for: chunked ? parts + "1f4\r\n\(body.prefix(500))\r\n1F4\r\n\(body.suffix(500))\r\n0\r\n\r\n" : whole)
            #expect(store.users == ["u1"])
        }
    }

    @Test("a peer that waits for 100 Continue gets it, and then its answer")
    func expectation() async throws {
        try await HooksFixture.run { hooks in
            try await RawPeer.connect(to: hooks.port) { peer in
                let whole = feed(headers: ["Expect: 100-continue"])
                let body = whole.suffix(20)
                try await peer.send(String(whole.dropLast(20)))
                try await peer.expect(100)
                try await peer.send(String(body))
                try await peer.expect(200)
            }
        }
    }

    @Test("a peer that waits for 100 Continue is told at once what is wrong with its head")
    func refusedExpectation() async throws {
        try await HooksFixture.run { hooks in
            for (line, status) in [
                ("POST /hooks/nobody", 404), ("PUT /hooks/hr", 405), ("POST /hooks/hr", 413),
            ] {
                let length = status == 413 ? 9_999_999 : 20
                let text = "\(line) HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: \(length)\r\n\r\n"
                try await hooks.expect(status, for: text)
            }
            try await hooks.expect(417, for: feed(headers: ["Expect: miracles"]))
        }
    }

    @Test(
        "requests that two readers could understand differently are refused, and the connection ends",
        arguments: [
            ["Content-Length: 5", "Transfer-Encoding: chunked"], ["Transfer-Encoding: chunked", "Content-Length: 5"],
            ["Content-Length: 5", "Content-Length: 6"], ["Content-Length: 5", "Content-Length: 5"],
            ["Content-Length: +5"], ["Content-Length: 5, 5"], ["Content-Length: -1"], ["Content-Length: 0x5"],
            ["Content-Length: 99999999999999999999"], ["Content-Length : 5"],
            ["Transfer-Encoding: chunked, identity"], ["Transfer-Encoding: identity"],
            ["Transfer-Encoding: gzip, chunked"],
            ["Transfer-Encoding: xchunked"], ["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"],
            ["Host: other.example.com"], [" folded: x"], ["X\0: y"], ["X: a\nY: b"],
        ])
    func smuggling(headers: [String]) async throws {
        let store = ScriptedStore()
        try await HooksFixture.run(store) { hooks in
            try await RawPeer.connect(to: hooks.port) { peer in
                let head = request("POST", "/hooks/hr", ["Authorization: \(HooksFixture.feedSecret)"] + headers)
                try await peer.send(head + "0\r\n\r\n" + feed("smuggled"))
                let answer = try #require(try await peer.answer())
                #expect(answer.status == 400)
                #expect(answer.headers["connection"] == "close")
                try await peer.expectEnd()
            }
            #expect(store.accepted.isEmpty)
        }
    }

    @Test(
        "a request of HTTP/1.1 without a host, of HTTP/2 or of nothing at all is refused",
        arguments: [
            "POST /hooks/hr HTTP/1.1\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\u{16}\u{03}\u{01}\u{02}\r\n\r\n",
            "POST /hooks/hr\r\n\r\n",
        ])
    func noRequest(text: String) async throws {
        try await HooksFixture.run { hooks in try await hooks.expect(400, for: text) }
    }

    @Test("a head that is too large is answered 431 however it grows", arguments: ["field", "list", "target", "count"])
    func hugeHead(kind: String) async throws {
        try await HooksFixture.run { hooks in
            try await RawPeer.connect(to: hooks.port) { peer in
                let long = String(repeating: "x", count: 100_000)
                let head =
                    switch kind {
                    case "field": "POST /hooks/hr HTTP/1.1\r\nX: " + long
                    case "list":
                        "POST /hooks/hr HTTP/1.1\r\n" + String(repeating: "X: \(long.prefix(4000))\r\n", count: 30)
                    case "count": "POST /hooks/hr HTTP/1.1\r\n" + String(repeating: "X: y\r\n", count: 300)
                    default: "POST /" + long
                    }
                try await peer.send(head)
                let answer = try #require(try await peer.answer())
                #expect(answer.status == 431)
                try await peer.expectEnd()
            }
        }
    }

    @Test("requests that come at once on one connection are answered in their order")
    func pipelining() async throws {
        let store = ScriptedStore()
        try await HooksFixture.run(store) { hooks in
            try await RawPeer.connect(to: hooks.port) { peer in
                let users = (0..<50).map { "u\($0)" }
                let texts = users.map { feed($0) }
                try await peer.send(
                    texts.joined() + request("GET", "/hooks/hr") + request("POST", "/nowhere") + feed("last"))
                for _ in users { try await peer.expect(200) }
                try await peer.expect(405)
                try await peer.expect(404)
                try await peer.expect(200)
                #expect(store.users == users + ["last"])
            }
        }
    }

    @Test("a thousand refusals at once are answered one after the other")
    func pipelinedRefusals() async throws {
        try await HooksFixture.run { hooks in
            try await RawPeer.connect(to: hooks.port) { peer in
                try await peer.send(feed() + String(repeating: request("GET", "/hooks/hr"), count: 1000))
                try await peer.expect(200)
                for _ in 0..<1000 { try await peer.expect(405) }
            }
        }
    }

    @Test("a refused request's body is skipped and the connection goes on")
    func skipsBody() async throws {
        try await HooksFixture.run { hooks in
            try await RawPeer.connect(to: hooks.port) { peer in
                try await peer.send(request("PUT", "/hooks/hr", body: "some body") + feed())
                try await peer.expect(405)
                try await peer.expect(200)
            }
        }
    }

    @Test("HTTP/1.0 is answered and its connection ended, unless it asks to keep it")
    func http10() async throws {
        try await HooksFixture.run { hooks in
            try await RawPeer.connect(to: hooks.port) { peer in
                let old = feed(headers: ["Connection: keep-alive"]).replacing("HTTP/1.1", with: "HTTP/1.0")
                try await peer.send(old)
                let kept = try #require(try await peer.answer())
                #expect(kept.status == 200)
                #expect(kept.headers["connection"] == "keep-alive")
                try await peer.send(feed().replacing("HTTP/1.1", with: "HTTP/1.0"))
                let last = try #require(try await peer.answer())
                #expect(last.headers["connection"] == "close")
                try await peer.expectEnd()
            }
        }
    }

    @Test("a peer that closes its half after the request still gets the answer")
    func halfClose() async throws {
        try await HooksFixture.run { hooks in
            try await RawPeer.connect(to: hooks.port) { peer in
                try await peer.send(feed("a") + feed("b"))
                peer.finish()
                try await peer.expect(200)
                try await peer.expect(200)
                try await peer.expectEnd()
            }
        }
    }

    @Test("an offer to upgrade is not taken, and nothing behind it is read")
    func upgrade() async throws {
        let store = ScriptedStore()
        try await HooksFixture.run(store) { hooks in
            try await RawPeer.connect(to: hooks.port) { peer in
                let text = feed("a", headers: ["Connection: Upgrade", "Upgrade: h2c"])
                try await peer.send(text + feed("b"))
                let answer = try #require(try await peer.answer())
                #expect(answer.status == 200)
                #expect(answer.headers["connection"] == "close")
                try await peer.expectEnd()
            }
            #expect(store.users == ["a"])
        }
    }
}
