import Domain
import Foundation
import OpenSSL
import Sandbox
import TestSupport
import Testing

@Suite("Signed webhooks")
struct WebhookTests {
    private static let hrSecret = "whsec_c3lzdGVtLXRlc3RzLWhyLXNlY3JldC0wMDAx"
    private static let gitSecret = "system-git-secret-44aa"
    private static let oldFeed = "system-old-feed-77"

    private static var plan: SystemPlan {
        var plan = SystemPlan.pushed
        plan.moreConnectors = """
              hr:
                type: webhook
                notifies: entra
                scheme: standard-webhooks
                secrets: [ { file: hr-secret } ]
                userID: data.user.id
              git:
                type: webhook
                notifies: entra
                scheme: hmac
                secrets: [ { file: git-secret } ]
                hmac: { header: X-Hub-Signature-256, algorithm: sha256, encoding: hex, prefix: "sha256=", idHeader: X-GitHub-Delivery }
                userID: { path: user.login, attribute: mail }
              feed:
                type: webhook
                notifies: entra
                scheme: static-header
                secrets: [ { file: feed-secret }, { file: old-feed } ]
                userID: "[].user.id"
            """
        plan.secrets = [
            "hr-secret": hrSecret, "git-secret": gitSecret, "feed-secret": SystemPlan.feedSecret,
            "old-feed": oldFeed,
        ]
        return plan
    }

    @Test(
        "lead to writes, whatever the scheme and however they name the user",
        arguments: [
            ("hr", WebhookReceiver.Scheme.standardWebhooks, hrSecret, WebhookReceiver.Naming.id),
            ("git", .hmac, gitSecret, .mail),
            ("feed", .staticHeader, SystemPlan.feedSecret, .id),
            ("feed", .staticHeader, oldFeed, .id),
        ])
    func schemes(
        _ connector: String, _ scheme: WebhookReceiver.Scheme, _ secret: String, _ naming: WebhookReceiver.Naming
    ) async throws {
        try await RollcallSystem.with(Self.plan) { system in
            let serving = try await system.serve()
            let url = try #require(URL(string: "\(system.hooks)/\(connector)"))
            try await system.sandbox.register(
                WebhookReceiver(url: url, scheme: scheme, secret: secret, naming: naming))
            let person = try #require(await system.staff().first)
            try await system.sandbox.edit(person.id, ["department": "Signed"])
            try await system.shows("Signed", of: person)
            try await serving.synced(person.id, as: "written")
            let history = try await system.history(of: person)
            #expect(history.first?.cause.kind == "notification")
            #expect(history.allSatisfy { $0.pipeline == "entra-jira" })
            let metrics = try await serving.metrics().body
            #expect(metrics.contains("rollcall_notifications_total{connector=\"\(connector)\",result=\"accepted\"} 1"))
        }
    }

    @Test("of a wrong secret get 401 with an empty body and lead to nothing")
    func wrongSecrets() async throws {
        try await RollcallSystem.with(Self.plan) { system in
            let serving = try await system.serve()
            let person = try #require(await system.staff().first)
            try await system.sandbox.edit(person.id, ["department": "Forged"])
            let hr = "{\"data\":{\"user\":{\"id\":\"\(person.id)\"}}}"
            let git = "{\"user\":{\"login\":\"\(person.text("mail") ?? "")\"}}"
            let feed = "[{\"user\":{\"id\":\"\(person.id)\"}}]"
            let wrong = "whsec_" + Data("somebody else's secret".utf8).base64EncodedString()
            let stale = Date(timeIntervalSinceNow: -3600)
            let mac = try MAC.hmac(Data((git + " ").utf8), key: Data(Self.gitSecret.utf8))
            let hex = mac.map { String(format: "%02x", $0) }.joined()
            let forged: [(String, String, [(String, String)])] = [
                ("hr", hr, []),
                ("hr", hr, try StandardWebhook.headers(id: "a", body: hr, secret: wrong)),
                ("hr", hr + " ", try StandardWebhook.headers(id: "b", body: hr, secret: Self.hrSecret)),
                ("hr", hr, try StandardWebhook.headers(id: "c", body: hr, secret: Self.hrSecret, at: stale)),
                ("git", git, []), ("git", git, [("X-Hub-Signature-256", "sha256=\(hex)")]),
                ("git", git, [("X-Hub-Signature-256", "sha256=")]),
                ("feed", feed, []), ("feed", feed, [("Authorization", SystemPlan.feedSecret + " ")]),
                ("feed", feed, [("Authorization", "Bearer \(SystemPlan.feedSecret)")]),
            ]
            for (number, (connector, body, headers)) in forged.enumerated() {
                let answer = try await Web.post("\(system.hooks)/\(connector)", body, headers)
                #expect(answer.status == 401, "attempt \(number)")
                #expect(answer.body.isEmpty)
                #expect(await system.sandbox.jiraProperties(of: person.jiraUsername)["Department"] != "Forged")
            }
            let metrics = try await serving.metrics().body
            #expect(metrics.contains("rollcall_notifications_total{connector=\"hr\",result=\"rejected\"} 4"))
            #expect(metrics.contains("rollcall_notifications_total{connector=\"git\",result=\"rejected\"} 3"))
            #expect(metrics.contains("rollcall_notifications_total{connector=\"hr\",result=\"accepted\"} 0"))
        }
    }

    @Test("that are replayed are answered as the first time and change nothing")
    func replay() async throws {
        try await RollcallSystem.with(Self.plan) { system in
            let serving = try await system.serve()
            let people = await system.staff()
            let (person, other) = (people[0], people[1])
            let body = "{\"data\":{\"user\":{\"id\":\"\(person.id)\"}}}"
            let headers = try StandardWebhook.headers(id: "msg_once", body: body, secret: Self.hrSecret)
            #expect(try await Web.post("\(system.hooks)/hr", body, headers).status == 202)
            try await serving.synced(person.id, as: "written")
            // The rereads of the first are over once the queue has nothing to look at any more.
            try await waitUntil(.seconds(60), "the rereads") {
                await system.sandbox.statistics().readsPerUser[person.id] == 3
            }
            for _ in 0..<3 { #expect(try await Web.post("\(system.hooks)/hr", body, headers).status == 202) }
            #expect(await system.push([other.id]) == 200)
            try await serving.synced(other.id, as: "written")
            #expect(await system.sandbox.statistics().readsPerUser[person.id] == 3)
            let metrics = try await serving.metrics().body
            #expect(metrics.contains("rollcall_notifications_total{connector=\"hr\",result=\"duplicate\"} 3"))
        }
    }
}
