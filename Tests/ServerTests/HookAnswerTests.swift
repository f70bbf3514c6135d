import Domain
import Foundation
import Notifications
import Testing

@testable import Server

@Suite("Answers of the hooks listener", .timeLimit(.minutes(1)))
struct HookAnswerTests {
    @Test("takes Graph's batch with 202 and an empty body once it is stored")
    func graphBatch() async throws {
        let store = ScriptedStore()
        try await HooksFixture.run(store) { hooks in
            let answer = try #require(try await hooks.send(graph(batch(["a", "b", "a"]))))
            #expect(answer.status == 202)
            #expect(answer.body.isEmpty)
            #expect(answer.headers["content-length"] == "0")
            #expect(answer.headers["server"] == nil)
            #expect(answer.headers["date"] == "Fri, 15 Jan 2027 08:00:00 GMT")
            #expect(store.users == ["a", "b"])
            #expect(hooks.count("accepted", of: "entra") == 2)
            let delivery = try #require(store.accepted.first?.delivery)
            #expect((delivery.connector, delivery.kind, delivery.source) == ("entra", .notification, "127.0.0.1"))
            #expect(delivery.id.utf8.count == 32)
            #expect(store.accepted[0].marks[0].cause == Cause(.notification, id: delivery.id))
            #expect(hooks.accepted.value.map(\.id) == [delivery.id])
        }
    }

    @Test("takes a webhook's delivery with the status that its sender waits for")
    func webhook() async throws {
        let store = ScriptedStore()
        try await HooksFixture.run(store) { hooks in
            try await hooks.expect(200, for: feed("u7"))
            #expect(store.users == ["u7"])
            #expect(hooks.count("accepted", of: "hr") == 1)
        }
    }

    @Test(
        "answers Graph's validation token decoded and with nothing around it",
        arguments: ["/hooks/entra", "/hooks/entra/lifecycle"])
    func handshake(path: String) async throws {
        try await HooksFixture.run { hooks in
            let target = "\(path)?validationToken=Validation%3a+Testing+%3Cb%3E%C3%A4"
            let answer = try #require(
                try await hooks.send(request("POST", target, ["Content-Type: text/plain"], body: "")))
            #expect(answer.status == 200)
            #expect(answer.body == "Validation: Testing <b>ä")
            #expect(answer.headers["content-type"] == "text/plain; charset=utf-8")
            #expect(answer.headers["x-content-type-options"] == "nosniff")
            #expect(answer.headers["cache-control"] == "no-store")
        }
    }

    @Test(
        "refuses a validation token that is not printable, empty or too long",
        arguments: ["%00", "%0d%0a", "", "%ff", "a&validationToken=b", String(repeating: "x", count: 4097)])
    func badToken(token: String) async throws {
        let store = ScriptedStore()
        try await HooksFixture.run(store) { hooks in
            let answer = try #require(
                try await hooks.send(request("POST", "/hooks/entra?validationToken=\(token)", body: "")))
            #expect(answer.status == 400)
            #expect(answer.body.isEmpty)
            #expect(store.accepted.isEmpty)
        }
    }

    @Test("looks at no query of a webhook")
    func queryOfWebhook() async throws {
        try await HooksFixture.run { hooks in
            let text = feed().replacing("/hooks/hr", with: "/hooks/hr?validationToken=%00")
            try await hooks.expect(200, for: text)
        }
    }

    @Test("records a lifecycle event before it answers 202")
    func lifecycle() async throws {
        let store = ScriptedStore()
        try await HooksFixture.run(store) { hooks in
            let body = batch([""], event: "reauthorizationRequired")
            try await hooks.expect(202, for: graph(body, target: "/hooks/entra/lifecycle"))
            #expect(store.accepted.map(\.delivery.kind) == [.lifecycle])
            #expect(store.users.isEmpty)
            let events = hooks.accepted.value.flatMap(\.content.lifecycleEvents)
            #expect(events.map(\.name) == ["reauthorizationRequired"])
        }
    }

    @Test("an empty batch is taken")
    func emptyBatch() async throws {
        try await HooksFixture.run { hooks in
            try await hooks.expect(202, for: graph(#"{"value": []}"#))
            #expect(hooks.count("accepted", of: "entra") == 0)
        }
    }

    @Test("of a batch, what verifies is stored and taken, and the rest is counted as rejected")
    func mixedBatch() async throws {
        let store = ScriptedStore()
        try await HooksFixture.run(store, known: .only(["s1"], alsoUnlisted: false)) { hooks in
            let good = batch(["a"]).dropLast(2),
                bad = batch(["b"], clientState: "wrong").dropFirst(#"{"value":["#.count)
            try await hooks.expect(202, for: graph(good + "," + bad))
            #expect(store.users == ["a"])
            #expect(hooks.count("accepted", of: "entra") == 1)
            #expect(hooks.count("rejected", of: "entra") == 1)
        }
    }

    @Test(
        "whatever does not verify gets the same 401 with nothing in it, and nothing is stored",
        arguments: [
            Sample("entra: wrong clientState", graph(batch(["a"], clientState: "wrong"))),
            Sample("entra: empty clientState", graph(batch(["a"], clientState: ""))),
            Sample("entra: unknown subscription", graph(batch(["a"], subscription: "unknown"))),
            Sample("entra: other tenant", graph(batch(["a"]).replacing(HooksFixture.tenant, with: "another"))),
            Sample("hr: wrong secret", feed(secret: "wrong")), Sample("hr: empty secret", feed(secret: "")),
            Sample("hr: longer secret", feed(secret: HooksFixture.feedSecret + "x")),
            Sample("hr: no secret", request("POST", "/hooks/hr", ["Content-Type: application/json"], body: "{}")),
        ])
    func unverified(sample: Sample) async throws {
        let store = ScriptedStore()
        try await HooksFixture.run(store, known: .only(["s1"], alsoUnlisted: false)) { hooks in
            let answer = try #require(try await hooks.send(sample.text))
            #expect(answer.status == 401)
            #expect(answer.body.isEmpty)
            #expect(answer.headers.keys.sorted() == ["connection", "content-length", "date"])
            #expect(store.accepted.isEmpty)
            #expect(hooks.count("rejected", of: sample.name.hasPrefix("hr") ? "hr" : "entra") == 1)
        }
    }

    @Test(
        "a malformed body is answered 400",
        arguments: [
            Sample("cut off", graph("{")), Sample("a list", graph("[]")), Sample("no items", graph(#"{"value": 1}"#)),
            Sample("unbalanced", feed().replacing("{\"user", with: "[\"user")),
        ])
    func malformed(sample: Sample) async throws {
        let store = ScriptedStore()
        try await HooksFixture.run(store) { hooks in
            let answer = try #require(try await hooks.send(sample.text))
            #expect(answer.status == 400)
            #expect(store.accepted.isEmpty)
        }
    }

    @Test("a verified webhook that names nobody is answered 400")
    func namesNobody() async throws {
        try await HooksFixture.run { hooks in
            try await hooks.expect(400, for: feed().replacing("\"id\"", with: "\"no\""))
        }
    }

    @Test(
        "a wrong content type is answered 415, also where the secret is wrong",
        arguments: ["text/plain", "application/x-www-form-urlencoded"])
    func contentType(type: String) async throws {
        try await HooksFixture.run { hooks in
            try await hooks.expect(415, for: graph(batch(["a"], clientState: "wrong"), type: type))
            let text = feed(secret: "wrong").replacing("application/json", with: type)
            try await hooks.expect(415, for: text)
        }
    }

    @Test("an unknown path or connector is answered 404 before anything else", arguments: ["GET", "POST", "PUT"])
    func unknown(method: String) async throws {
        try await HooksFixture.run { hooks in
            for path in [
                "/", "/hooks/nobody", "/hooks/hr/lifecycle", "/hooks/entra/other", "/healthz", "/metrics",
                "/api/v1/status",
            ] {
                let answer = try #require(try await hooks.send(request(method, path, body: "x", length: 9_999_999)))
                #expect(answer.status == 404, "\(method) \(path)")
            }
        }
    }

    @Test(
        "a wrong method is answered 405 with the right one, before the body is judged",
        arguments: ["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "BREW"])
    func method(method: String) async throws {
        try await HooksFixture.run { hooks in
            for path in ["/hooks/entra", "/hooks/hr", "/hooks/entra/lifecycle"] {
                let answer = try #require(
                    try await hooks.send(request(method, path, body: "", length: method == "PUT" ? 9_999_999 : 0)))
                guard method != "BREW" else {
                    // Unknown to the parser: not HTTP as far as this listener goes.
                    #expect(answer.status == 400)
                    continue
                }
                #expect(answer.status == 405, "\(method) \(path)")
                #expect(answer.headers["allow"] == "POST")
            }
        }
    }
}
