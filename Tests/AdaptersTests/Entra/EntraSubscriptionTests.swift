import Adapters
import Domain
import Foundation
import TestSupport
import Testing

@Suite("Entra's subscription") struct EntraSubscriptionTests {
    private static let day: TimeInterval = 86_400

    @Test("is made with a handshake at both addresses, and is on record before it is told")
    func creates() async throws {
        try await SubscriptionStand.with { stand in
            let result = try await stand.ensure()
            #expect(result.action == .created)
            #expect(stand.handshakes.all.sorted() == ["/hooks/entra", "/hooks/entra/lifecycle"])
            let made = try #require(stand.graph.all.first)
            #expect(await stand.records.all == [result.record])
            #expect(made["id"] == .text(result.record.id))
            #expect(result.record.state == .active && result.record.secretDigest == "digest")
            #expect(result.record.expires?.timeIntervalSince(stand.time.now) == 28 * Self.day - 3600)
            // The record was pending while Graph looked at us.
            #expect(await stand.records.saved.map(\.state) == [.pending, .active])
        }
    }

    @Test(
        "is kept while it lives, renewed within its last day, and found whatever Graph calls the resource",
        arguments: [
            ("users", 3.0, EntraSubscriptions.Result.Action.kept), ("/Users", 2, .kept), ("Users", 0.5, .renewed),
        ])
    func keeps(resource: String, days: Double, action: EntraSubscriptions.Result.Action) async throws {
        try await SubscriptionStand.with { stand in
            stand.graph.subscribe(
                "ours", to: stand.hook, resource: resource, expires: stand.time.now.addingTimeInterval(days * Self.day))
            await stand.records.put("ours", stand.hook)
            let result = try await stand.ensure()
            #expect(result.action == action)
            #expect(result.record.id == "ours")
            let left = try #require(result.record.expires).timeIntervalSince(stand.time.now)
            #expect(left == (action == .kept ? days * Self.day : 28 * Self.day - 3600))
            #expect(stand.handshakes.all.isEmpty)
            #expect(await stand.records.all == [result.record])
        }
    }

    @Test(
        "is made anew when it is not on record with the present secret, and another's is left alone",
        arguments: [
            "", "an older secret's",
        ])
    func replaces(digest: String) async throws {
        try await SubscriptionStand.with { stand in
            let later = stand.time.now.addingTimeInterval(9 * Self.day)
            stand.graph.subscribe("stale", to: stand.hook, expires: later)
            stand.graph.subscribe("another's", to: "https://other.example.com/hooks/entra", expires: later)
            stand.graph.subscribe("groups", to: stand.hook, resource: "groups", expires: later)
            if !digest.isEmpty { await stand.records.put("stale", stand.hook, digest: digest) }
            let result = try await stand.ensure()
            #expect(result.action == .created)
            #expect(
                Set(stand.graph.all.map { $0["id"] }) == [
                    .text("another's"), .text("groups"), .text(result.record.id),
                ])
            #expect(await stand.records.all == [result.record])
        }
    }

    @Test("is the younger of two, and records of what is gone are removed")
    func younger() async throws {
        try await SubscriptionStand.with { stand in
            for (id, days) in [("older", 3.0), ("younger", 9.0)] {
                stand.graph.subscribe(id, to: stand.hook, expires: stand.time.now.addingTimeInterval(days * Self.day))
                await stand.records.put(id, stand.hook)
            }
            await stand.records.put("gone", stand.hook)
            let result = try await stand.ensure()
            #expect(result.record.id == "younger")
            #expect(stand.graph.all.map { $0["id"] } == [.text("younger")])
            #expect(await stand.records.all.map(\.id) == ["younger"])
        }
    }

    @Test("says that Graph could not reach us, and leaves nothing on record")
    func unreachable() async throws {
        try await SubscriptionStand.with(answersHandshake: false) { stand in
            let error = await #expect(throws: DirectoryError.self) { _ = try await stand.ensure() }
            #expect(error?.code == .refused)
            #expect(error?.description.contains("hooks.publicURL") == true)
            #expect(error?.remedy?.contains("HTTPS") == true)
            #expect(await stand.records.all.isEmpty)
        }
    }

    @Test(
        "says what a refusal means",
        arguments: [
            (403, "Authorization_RequestDenied", "Insufficient privileges", "User.Read.All"),
            (403, "ExtensionError", "has reached its limit of 100", "quota"),
            (409, "ExtensionError", "already exists for the requested combination", "another address"),
        ])
    func refusals(status: Int, code: String, message: String, words: String) async throws {
        try await SubscriptionStand.with { request, _ in
            request.method == "POST" && request.path == "/v1.0/subscriptions" ? .graph(status, code, message) : nil
        } _: { stand in
            let error = await #expect(throws: DirectoryError.self) { _ = try await stand.ensure() }
            #expect(error?.description.contains(words) == true)
            #expect(error?.remedy != nil)
            #expect(await stand.records.all.isEmpty)
        }
    }

    @Test("makes room when one that leads to us appeared meanwhile")
    func conflict() async throws {
        let posts = Seen<Bool>()
        try await SubscriptionStand.with { request, hook in
            switch (request.method, request.path) {
            case ("POST", "/v1.0/subscriptions") where posts.all.isEmpty:
                posts.add(true)
                return .graph(409, "ExtensionError", "Subscription Id appeared already exists")
            case ("GET", "/v1.0/subscriptions") where posts.all.count == 1:
                return .text(
                    #"{"value":[{"id":"appeared","resource":"users","notificationUrl":"\#(hook)","#
                        + #""expirationDateTime":"2030-01-01T00:00:00Z"}]}"#)
            default: return nil
            }
        } _: { stand in
            let result = try await stand.ensure()
            #expect(stand.graph.targets.contains("DELETE /v1.0/subscriptions/appeared"))
            #expect(stand.graph.all.map { $0["id"] } == [.text(result.record.id)])
            #expect(await stand.records.all == [result.record])
        }
    }

    @Test("is ended with all that lead to our address or are on record, another's is left alone")
    func ends() async throws {
        try await SubscriptionStand.with { stand in
            let later = stand.time.now.addingTimeInterval(9 * Self.day)
            stand.graph.subscribe("ours", to: stand.hook, expires: later)
            stand.graph.subscribe("moved", to: "https://old.example.com/hooks/entra", expires: later)
            stand.graph.subscribe("another's", to: "https://other.example.com/hooks/entra", expires: later)
            await stand.records.put("ours", stand.hook)
            await stand.records.put("moved", "https://old.example.com/hooks/entra")
            await stand.records.put("lost long ago", stand.hook)
            let ended = try await stand.subscriptions.delete(stand.hookURL, records: stand.records)
            #expect(Set(ended.map(\.id)) == ["ours", "moved", "lost long ago"])
            #expect(stand.graph.all.map { $0["id"] } == [.text("another's")])
            #expect(await stand.records.all.isEmpty)
        }
    }
}
