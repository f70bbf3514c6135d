import Adapters
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import TestSupport
import Testing

@Suite("Outbound HTTP") struct HTTPClientTransportTests {
    private static let whole = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    @Test("sends method, headers and body, and brings status, headers and body back")
    func roundTrip() async throws {
        try await LoopbackServer.with { request in
            let agent = request.headers[.userAgent] ?? ""
            return .text(
                "\(request.method) \(request.target) \(agent) \(String(decoding: request.body, as: UTF8.self))",
                status: 418, headers: ["X-Seen": "yes"])
        } _: { url in
            try await HTTPClientTransport.with(userAgent: "Rollcall/9") { transport in
                let answer = try await transport.send(
                    OutboundRequest("PUT", url.appending(path: "a"), body: Data("body".utf8)))
                #expect(answer.status == 418)
                #expect(answer.header("x-seen") == "yes")
                #expect(String(decoding: answer.body, as: UTF8.self) == "PUT /a Rollcall/9 body")
                let own = try await transport.send(OutboundRequest("GET", url, headers: [("User-Agent", "own")]))
                #expect(String(decoding: own.body, as: UTF8.self) == "GET / own ")
            }
        }
    }

    @Test("never follows a redirect")
    func redirect() async throws {
        try await LoopbackServer.with { request in
            request.path == "/" ? .text("", status: 302, headers: ["Location": "/elsewhere"]) : .text("followed")
        } _: { url in
            try await HTTPClientTransport.with { transport in
                let answer = try await transport.send(OutboundRequest("GET", url))
                #expect(answer.status == 302)
            }
        }
    }

    @Test("gives up on an answer longer than the limit, whether or not it says its length", arguments: [true, false])
    func tooLarge(saysLength: Bool) async throws {
        let head = saysLength ? "Content-Length: 10485760" : "Transfer-Encoding: chunked"
        try await expect(.tooLarge) { _ in
            // 0xA00000 is 10 MiB: one chunk of that size.
            [.send("HTTP/1.1 200 OK\r\n\(head)\r\n\r\n\(saysLength ? "" : "A00000\r\n")"), .bytes(10 << 20), .hang]
        }
    }

    @Test(
        "tells an answer that is cut off",
        arguments: [
            "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"id\"",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"id\"\r\n",
        ])
    func cutOff(_ answer: String) async throws {
        try await expect(.cutOff) { _ in [.send(answer)] }
    }

    @Test(
        "ends a request in time, whether the peer is silent, drips its head or its body",
        arguments: [
            [RawServer.Step.hang], [.send("HTTP/1.1 200 OK\r\nX-A: "), .drip],
            [.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"), .drip],
        ])
    func deadline(_ steps: [RawServer.Step]) async throws {
        try await expect(.timedOut, limits: .impatient) { _ in steps }
    }

    @Test("says unreachable of a port where nobody listens, at once and without a secret of the address")
    func refused() async throws {
        try await HTTPClientTransport.with { transport in
            let url = try #require(URL(string: "http://user:s3cret@127.0.0.1:1/path?token=s3cret"))
            let failure = await #expect(throws: TransportFailure.self) {
                _ = try await transport.send(OutboundRequest("GET", url))
            }
            #expect(failure == TransportFailure(.unreachable, "http://127.0.0.1:1: connection refused"))
        }
    }

    @Test("never puts a header's value into an error")
    func invalidHeader() async throws {
        try await HTTPClientTransport.with { transport in
            let url = try #require(URL(string: "http://127.0.0.1:1/"))
            let request = OutboundRequest("GET", url, headers: [("Authorization", "Bearer s3cret\n")])
            let failure = await #expect(throws: TransportFailure.self) { _ = try await transport.send(request) }
            #expect(failure?.description.contains("s3cret") == false)
        }
    }

    @Test("asks once more when a kept connection was closed before the answer began")
    func staleConnection() async throws {
        try await RawServer.with { connection in
            connection == 1 ? [.send(Self.whole), .receive] : [.send(Self.whole), .hang]
        } _: { url, journal in
            try await HTTPClientTransport.with { transport in
                for _ in 0..<2 {
                    let answer = try await transport.send(OutboundRequest("GET", url))
                    #expect(answer.status == 200)
                }
                #expect(journal.requests.count == 3)
            }
        }
    }

    @Test("never repeats what may have been done already")
    func postIsSentOnce() async throws {
        try await RawServer.with(script: { _ in [] }) { url, journal in
            try await HTTPClientTransport.with { transport in
                let failure = await #expect(throws: TransportFailure.self) {
                    _ = try await transport.send(OutboundRequest("POST", url, body: Data("x".utf8)))
                }
                #expect(failure?.code == .unreachable)
                #expect(journal.requests.count == 1)
            }
        }
    }

    @Test("ends when its task is cancelled")
    func cancelled() async throws {
        try await RawServer.with(script: { _ in [.hang] }) { url, journal in
            try await HTTPClientTransport.with { transport in
                await withTaskGroup(of: TransportFailure.Code?.self) { group in
                    group.addTask { await failureCode(transport, OutboundRequest("GET", url)) }
                    try? await waitUntil { journal.requests.count == 1 }
                    group.cancelAll()
                    #expect(await group.next() == .cancelled)
                }
            }
        }
    }

    private func expect(
        _ code: TransportFailure.Code, limits: HTTPClientTransport.Limits = .init(),
        _ script: @escaping @Sendable (Int) -> [RawServer.Step]
    ) async throws {
        try await RawServer.with(script: script) { url, _ in
            try await HTTPClientTransport.with(limits: limits) { transport in
                let failure = await #expect(throws: TransportFailure.self) {
                    _ = try await transport.send(OutboundRequest("POST", url))
                }
                #expect(failure?.code == code)
            }
        }
    }
}
