import Domain
import Foundation
import HTTPTypes
import TestSupport
import Testing

@testable import Sandbox

@Suite struct NotificationTests {
    @Test("tells the subscriber of an edit, by id and client state, and never what changed")
    func envelope() async throws {
        try await withSandbox({ $0.notificationsPerChange = 2 }) { sandbox in
            let received = Watched<[Data]>([])
            try await LoopbackServer.with { request in
                if !request.target.contains("validationToken") { received.update { $0.append(request.body) } }
                return SubscriptionTests.echo(request)
            } _: { url in
                let headers = try await sandbox.authorization(), person = try await sandbox.employee(3)
                let made = try await Visitor().json(
                    "POST", "\(sandbox.graphURL)/subscriptions", .object(SubscriptionTests.wish(url)), headers: headers)
                let receipt = try await sandbox.edit(person.id, ["department": "Secret plans"])
                #expect(receipt.deliveries == 1)
                try await waitUntil { !received.value.isEmpty }
                let body = try AttributeValue(json: received.value[0])
                guard case .list(let items)? = body["value"] else { throw SandboxError(.badValue, "no value") }
                #expect(items.count == 2)
                for item in items {
                    #expect(item["subscriptionId"] == made.json["id"])
                    #expect(item["clientState"]?.string == "state-of-test")
                    #expect(item["tenantId"]?.string == sandbox.configuration.tenantID)
                    #expect(item["changeType"]?.string == "updated")
                    #expect(item["resourceData"]?["id"]?.string == person.id)
                }
                #expect(!String(decoding: received.value[0], as: UTF8.self).contains("Secret"))
                #expect(try await sandbox.edit(person.id, ["department": "Secret plans"]).deliveries == 0)
            }
        }
    }

    @Test("sends again under the same id until the receiver takes it")
    func retries() async throws {
        try await withSandbox { sandbox in
            let ids = Watched<[String]>([])
            try await LoopbackServer.with { request in
                let count = ids.update { ids in
                    ids.append(request.headers[HTTPField.Name("webhook-id") ?? .accept] ?? "")
                    return ids.count
                }
                return .text("", status: count < 3 ? 503 : 202)
            } _: { url in
                try await sandbox.register(
                    WebhookReceiver(url: url, scheme: .standardWebhooks, secret: "whsec_c2VjcmV0IG9mIHRoZSB0ZXN0cw=="))
                try await sandbox.edit(try await sandbox.employee(1).id, ["city": "Bern"])
                try await waitUntil { await sandbox.statistics().deliveriesAccepted == 1 }
                #expect(ids.value.count == 3)
                #expect(Set(ids.value).count == 1)
                #expect(await sandbox.statistics().deliveriesSent == 3)
            }
        }
    }

    @Test("names the user where the scheme's configuration looks", arguments: WebhookReceiver.Scheme.allCases)
    func bodies(_ scheme: WebhookReceiver.Scheme) async throws {
        try await withSandbox { sandbox in
            let received = Watched<LoopbackServer.Received?>(nil)
            try await LoopbackServer.with { request in
                received.update { $0 = request }
                return .text("", status: 200)
            } _: { url in
                let secret = scheme == .standardWebhooks ? "whsec_c2VjcmV0" : "secret"
                try await sandbox.register(WebhookReceiver(url: url, scheme: scheme, secret: secret, naming: .mail))
                let person = try await sandbox.employee(1)
                try await sandbox.notify([person.id])
                try await waitUntil { received.value != nil }
                guard let request = received.value else { return }
                let body = try AttributeValue(json: request.body), mail = person.text("mail")
                let headers = try WebhookSigner.headers(
                    for: WebhookReceiver(url: url, scheme: scheme, secret: secret),
                    id: request.headers[HTTPField.Name("webhook-id") ?? .accept]
                        ?? request.headers[HTTPField.Name("X-GitHub-Delivery") ?? .accept] ?? "",
                    body: request.body,
                    at: Date(
                        timeIntervalSince1970: Double(
                            request.headers[HTTPField.Name("webhook-timestamp") ?? .accept] ?? "")
                            ?? 0))
                for (name, value) in headers {
                    #expect(request.headers[HTTPField.Name(name) ?? .accept] == value)
                }
                switch scheme {
                case .standardWebhooks: #expect(body["data"]?["user"]?["id"]?.string == mail)
                case .hmac: #expect(body["user"]?["login"]?.string == mail)
                case .staticHeader:
                    guard case .list(let items) = body else { throw SandboxError(.badValue, "no list") }
                    #expect(items.map { $0["user"]?["id"]?.string } == [mail])
                }
            }
        }
    }

    @Test("signs as GitHub's and Standard Webhooks' published examples")
    func vectors() throws {
        let url = URL(filePath: "/")
        let github = try WebhookSigner.headers(
            for: WebhookReceiver(url: url, scheme: .hmac, secret: "It's a Secret to Everybody"), id: "1",
            body: Data("Hello, World!".utf8), at: Date())
        #expect(
            github.last?.value == "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")
        let standard = try WebhookSigner.headers(
            for: WebhookReceiver(url: url, scheme: .standardWebhooks, secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek", body: Data("{\"test\": 2432232314}".utf8),
            at: Date(timeIntervalSince1970: 1_614_265_330))
        #expect(standard.last?.value == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test(
        "registers no webhook that it could not sign for or must not call",
        arguments: [
            WebhookReceiver(url: URL(filePath: "/"), scheme: .hmac, secret: "x")
        ])
    func badReceiver(_ receiver: WebhookReceiver) async throws {
        try await withSandbox { sandbox in
            await #expect(throws: SandboxError.self) { try await sandbox.register(receiver) }
            guard let url = URL(string: "http://127.0.0.1:9/") else { return }
            let unsigned = WebhookReceiver(url: url, scheme: .standardWebhooks, secret: "whsec_%%")
            await #expect(throws: SandboxError.self) { try await sandbox.register(unsigned) }
        }
    }

    @Test("sends a flood in batches and remembers what was answered")
    func flood() async throws {
        try await withSandbox { sandbox in
            let items = Watched(0)
            try await LoopbackServer.with { request in
                if case .list(let values)? = try AttributeValue(
                    json: request.body.isEmpty ? Data("{}".utf8) : request.body)[
                        "value"]
                {
                    items.update { $0 += values.count }
                }
                return SubscriptionTests.echo(request)
            } _: { url in
                let headers = try await sandbox.authorization()
                _ = try await Visitor().json(
                    "POST", "\(sandbox.graphURL)/subscriptions", .object(SubscriptionTests.wish(url)), headers: headers)
                let person = try await sandbox.employee(1)
                #expect(try await sandbox.notify(Array(repeating: person.id, count: 250), inBatchesOf: 100) == 3)
                try await waitUntil { await sandbox.statistics().deliveriesAccepted == 3 }
                #expect(items.value == 250)
                let kinds = await sandbox.events().map(\.kind)
                #expect(kinds.filter { $0 == .notified }.count == 3)
            }
        }
    }
}
