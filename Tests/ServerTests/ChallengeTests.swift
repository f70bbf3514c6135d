import Domain
import Foundation
import Logging
import Notifications
import Testing

@testable import Server

@Suite("Event hooks and their challenge", .timeLimit(.minutes(1)))
struct ChallengeTests {
    private static let secret = HooksFixture.feedSecret
    private static let challenge = "X-Okta-Verification-Challenge: k9\"<x>"

    private static func delivery(_ user: String = "00u1", id: String = "e1", secret: String = secret) -> String {
        let body = """
            {"eventId":"\(id)","data":{"events":[{"actor":{"id":"00u9","type":"User"},"target":[{"id":"\(user)",\
            "type":"User"}]},{"target":null}]}}
            """
        return request(
            "POST", "/hooks/okta", ["Authorization: \(secret)", "Content-Type: application/json"], body: body)
    }

    @Test("a challenge with the right Authorization header comes back as JSON, and nothing is stored")
    func answers() async throws {
        let store = ScriptedStore()
        try await HooksFixture.run(store) { hooks in
            let answer = try #require(
                try await hooks.send(request("GET", "/hooks/okta", ["Authorization: \(Self.secret)", Self.challenge])))
            #expect(answer.status == 200)
            #expect(answer.headers["content-type"] == "application/json")
            let body = try JSONDecoder().decode([String: String].self, from: Data(answer.body.utf8))
            #expect(body == ["verification": "k9\"<x>"])
            #expect(store.accepted.isEmpty)
            #expect(hooks.count("rejected", of: "okta") == 0)
        }
    }

    @Test(
        "a challenge without it is answered 401 with nothing in it, and counted",
        arguments: [[], ["Authorization: wrong"], ["Authorization: "], ["Authorization: \(secret)x"]])
    func refuses(headers: [String]) async throws {
        try await HooksFixture.run { hooks in
            let answer = try #require(try await hooks.send(request("GET", "/hooks/okta", headers + [Self.challenge])))
            #expect(answer.status == 401)
            #expect(answer.body.isEmpty)
            #expect(hooks.count("rejected", of: "okta") == 1)
        }
    }

    @Test("a challenge that is too long is answered 400")
    func long() async throws {
        try await HooksFixture.run { hooks in
            let header = "X-Okta-Verification-Challenge: " + String(repeating: "x", count: 2000)
            try await hooks.expect(400, for: request("GET", "/hooks/okta", ["Authorization: \(Self.secret)", header]))
        }
    }

    @Test(
        "a GET that is no challenge, or comes elsewhere, is a wrong method",
        arguments: [
            "/hooks/okta", "/hooks/hr", "/hooks/entra", "/hooks/entra/lifecycle",
        ])
    func wrongMethod(path: String) async throws {
        try await HooksFixture.run { hooks in
            let headers = ["Authorization: \(Self.secret)"] + (path == "/hooks/okta" ? [] : [Self.challenge])
            for method in path == "/hooks/okta" ? ["GET", "HEAD", "PUT"] : ["GET"] {
                let answer = try #require(try await hooks.send(request(method, path, headers)))
                #expect(answer.status == 405)
                #expect(answer.headers["allow"] == "POST")
            }
            // The header alone does not make a challenge of another method.
            try await hooks.expect(405, for: request("PUT", "/hooks/okta", headers + [Self.challenge], body: ""))
            try await hooks.expect(404, for: request("GET", "/hooks/okta/lifecycle", headers + [Self.challenge]))
        }
    }

    @Test("a delivery is taken once it is stored, and again as a duplicate")
    func delivers() async throws {
        let store = ScriptedStore()
        try await HooksFixture.run(store) { hooks in
            let answer = try #require(try await hooks.send(Self.delivery()))
            #expect((answer.status, answer.body) == (200, ""))
            #expect(store.users == ["00u1"])
            #expect(store.accepted.first?.delivery.replayIDs == ["okta/e1"])
            #expect(hooks.count("accepted", of: "okta") == 1)
        }
        try await HooksFixture.run(ScriptedStore { _, _ throws(StoreError) in .duplicate }) { hooks in
            try await hooks.expect(200, for: Self.delivery())
            #expect(hooks.count("duplicate", of: "okta") == 1)
            #expect(hooks.count("accepted", of: "okta") == 0)
        }
    }

    @Test("a delivery is never lost to a 4xx for trouble of our own")
    func trouble() async throws {
        let store = ScriptedStore { _, _ throws(StoreError) in throw StoreError(.unavailable, cause: "full") }
        try await HooksFixture.run(store) { hooks in
            let answer = try #require(try await hooks.send(Self.delivery()))
            #expect(answer.status == 503)
            #expect(answer.headers["retry-after"] != nil)
        }
    }

    @Test("a delivery with a wrong secret is answered 401, half a body 400")
    func refused() async throws {
        let store = ScriptedStore()
        try await HooksFixture.run(store) { hooks in
            try await hooks.expect(401, for: Self.delivery(secret: "wrong"))
            let half = #"{"eventId":"e1","data":{"events":["#
            try await hooks.expect(
                400,
                for: request(
                    "POST", "/hooks/okta", ["Authorization: \(Self.secret)", "Content-Type: application/json"],
                    body: half))
            #expect(store.accepted.isEmpty)
        }
    }
}
