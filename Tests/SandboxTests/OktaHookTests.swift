import Domain
import Foundation
import HTTPTypes
import Hummingbird
import TestSupport
import Testing

@testable import Sandbox

@Suite struct OktaHookTests {
    private static let authorization = HTTPField.Name("Authorization") ?? .accept

    @Test("delivers only to a hook that is active and verified, and tells who, never what")
    func delivers() async throws {
        try await withSandbox { sandbox in
            let received = Watched<[LoopbackServer.Received]>([])
            try await LoopbackServer.with { request in
                received.update { $0.append(request) }
                return OktaVisit.answer(request) ?? .text("", status: 200)
            } _: { url in
                let okta = OktaVisit(sandbox: sandbox), person = try await okta.member(1)
                let made = try await okta.post("eventHooks", OktaVisit.wish(url))
                #expect(made.status == 200)
                #expect(made.json["status"]?.string == "ACTIVE")
                #expect(made.json["verificationStatus"]?.string == "UNVERIFIED")
                #expect(!made.text.contains(OktaVisit.secret))
                let id = made.json["id"]?.string ?? ""
                #expect(try await sandbox.edit(person.id, ["profile.title": "A"]).deliveries == 0)
                let verified = try await okta.post("eventHooks/\(id)/lifecycle/verify")
                #expect(verified.json["verificationStatus"]?.string == "VERIFIED")
                #expect(received.value.map(\.method) == ["GET"])
                #expect(received.value[0].headers[Self.authorization] == OktaVisit.secret)

                #expect(try await sandbox.edit(person.id, ["profile.title": "Secret"]).deliveries == 1)
                try await waitUntil { received.value.count == 2 }
                let post = received.value[1]
                #expect(post.headers[Self.authorization] == OktaVisit.secret)
                #expect(!String(decoding: post.body, as: UTF8.self).contains("Secret"))
                let body = try AttributeValue(json: post.body)
                #expect(body["eventType"]?.string == "com.okta.event_hook")
                #expect(body["source"]?.string?.hasSuffix("/api/v1/eventHooks/\(id)") == true)
                let event = body["data"]?["events"]?[0]
                #expect(event?["eventType"]?.string == "user.account.update_profile")
                guard case .list(let targets)? = event?["target"] else { throw SandboxError(.badValue, "no target") }
                #expect(targets.first { $0["type"]?.string == "User" }?["id"]?.string == person.id)
                #expect(event?["actor"]?["id"]?.string != person.id)

                _ = try await okta.post("eventHooks/\(id)/lifecycle/deactivate")
                #expect(try await sandbox.edit(person.id, ["profile.title": "B"]).deliveries == 0)
                #expect(await sandbox.statistics().violations.isEmpty)
            }
        }
    }

    @Test("asks again for proof when the channel changed, the secret included")
    func replaced() async throws {
        try await withSandbox { sandbox in
            try await LoopbackServer.with {
                OktaVisit.answer($0) ?? .text("")
            } _: { url in
                let okta = OktaVisit(sandbox: sandbox), id = try await okta.subscribe(url)
                let renamed = try await okta.post("eventHooks/\(id)", OktaVisit.wish(url), method: "PUT")
                #expect(renamed.json["verificationStatus"]?.string == "VERIFIED")
                let rotated = try await okta.post(
                    "eventHooks/\(id)", OktaVisit.wish(url, secret: "another"), method: "PUT")
                #expect(rotated.json["verificationStatus"]?.string == "UNVERIFIED")
                #expect(try await okta.post("eventHooks/\(id)", method: "DELETE").status == 400)
                _ = try await okta.post("eventHooks/\(id)/lifecycle/deactivate")
                #expect(try await okta.post("eventHooks/\(id)", method: "DELETE").status == 204)
                #expect(try await okta.get("eventHooks").json == .list([]))
            }
        }
    }

    @Test(
        "does not verify an address that gives back anything but the challenge as JSON",
        arguments: ["text", "other", "refused", "redirect"])
    func unproven(_ kind: String) async throws {
        try await withSandbox { sandbox in
            try await LoopbackServer.with { request in
                switch kind {
                case "text": .text(request.headers[HTTPField.Name("X-Okta-Verification-Challenge") ?? .accept] ?? "")
                case "other": .text("{\"verification\":\"other\"}")
                case "refused": .text("", status: 401)
                default: .text("", status: 302, headers: ["Location": "/"])
                }
            } _: { url in
                let okta = OktaVisit(sandbox: sandbox)
                let id = try await okta.post("eventHooks", OktaVisit.wish(url)).json["id"]?.string ?? ""
                #expect(try await okta.post("eventHooks/\(id)/lifecycle/verify").status == 400)
                let hook = try await okta.get("eventHooks/\(id)").json
                #expect(hook["verificationStatus"]?.string == "UNVERIFIED")
            }
        }
    }

    @Test(
        "sends once more after 5xx, and never after 4xx",
        arguments: [(503, 2, 0), (401, 1, 1), (404, 1, 1), (302, 1, 1)])
    func retries(_ status: Int, _ attempts: Int, _ lost: Int) async throws {
        try await withSandbox { sandbox in
            let posts = Watched<[String]>([])
            try await LoopbackServer.with { request in
                if let answer = OktaVisit.answer(request) { return answer }
                let count = posts.update { posts in
                    posts.append((try? AttributeValue(json: request.body))?["eventId"]?.string ?? "")
                    return posts.count
                }
                return .text("", status: count == 1 ? status : 200)
            } _: { url in
                let okta = OktaVisit(sandbox: sandbox)
                _ = try await okta.subscribe(url)
                try await sandbox.edit(try await okta.member(1).id, ["profile.title": "A"])
                try await waitUntil {
                    let statistics = await sandbox.statistics()
                    return statistics.deliveriesAccepted + statistics.deliveriesLost == 1
                }
                #expect(posts.value.count == attempts)
                #expect(Set(posts.value).count == 1)
                #expect(await sandbox.statistics().deliveriesLost == lost)
            }
        }
    }

    @Test("names the event after the change of status, and tells hooks only what they asked for")
    func lifecycle() async throws {
        try await withSandbox { sandbox in
            let types = Watched<[String]>([])
            try await LoopbackServer.with { request in
                if let answer = OktaVisit.answer(request) { return answer }
                let body = try AttributeValue(json: request.body)
                types.update { $0.append(body["data"]?["events"]?[0]?["eventType"]?.string ?? "") }
                return .text("", status: 204)
            } _: { url in
                let okta = OktaVisit(sandbox: sandbox), person = try await okta.member(1)
                _ = try await okta.subscribe(url)
                try await sandbox.edit(person.id, ["status": "SUSPENDED"])
                try await waitUntil { types.value == ["user.lifecycle.suspend"] }
                #expect(try await sandbox.edit(person.id, ["status": "ACTIVE"]).deliveries == 0)
                #expect(try await sandbox.delete(person.id).deliveries == 0)
                #expect(try await okta.get("users/\(person.id)").status == 404)
            }
        }
    }

    @Test(
        "refuses hooks that Okta does not make",
        arguments: [
            ("user.account.update_primary_email", "http://127.0.0.1:9/"), ("nonsense", "http://127.0.0.1:9/"),
            ("user.account.update_profile", "http://intranet.example/"), ("user.account.update_profile", "ftp://x"),
        ])
    func refused(_ item: String, _ address: String) async throws {
        try await withSandbox { sandbox in
            guard let url = URL(string: address) else { return }
            let answer = try await OktaVisit(sandbox: sandbox).post("eventHooks", OktaVisit.wish(url, items: [item]))
            #expect(answer.status == 400)
            #expect(answer.json["errorCode"]?.string == "E0000001")
        }
    }
}
