import Adapters
import Domain
import Foundation
import Hummingbird
import Settings
import Synchronization
import TestSupport
import Testing

@Suite("Okta's event hook") struct OktaHookTests {
    @Test("is made and verified, and is on record before and after")
    func creates() async throws {
        try await OktaHookStand.with { stand in
            try await stand.ensure()
            let made = try #require(stand.okta.hooks.first)
            #expect(made["status"] == .text("ACTIVE") && made["verificationStatus"] == .text("VERIFIED"))
            #expect(made["channel"]?["config"]?["uri"] == .text(stand.hook))
            #expect(made["events"]?["items"] == .list(OktaImitation.items.map(AttributeValue.text)))
            #expect(stand.okta.secrets == ["who1": "hook-s3cret"])
            #expect(stand.challenges.all == ["hook-s3cret"])
            let record = try #require(await stand.recorded.first)
            #expect(await stand.recorded.count == 1)
            #expect((record.id, record.kind, record.state) == ("who1", "eventHook", .active))
            #expect(record.secretDigest == "digest of hook-s3cret")
            #expect(await stand.records.saved.map(\.state) == [.pending, .pending, .active])
        }
    }

    @Test("is left as it is while it lives")
    func keeps() async throws {
        try await OktaHookStand.with { stand in
            stand.okta.put(hook: "whoA", to: stand.hook, items: OktaImitation.items + ["user.session.start"])
            try await stand.record("whoA")
            try await stand.ensure()
            #expect(stand.okta.targets == ["GET /api/v1/eventHooks"])
            #expect(stand.challenges.all.isEmpty)
            #expect(await stand.recorded.map(\.id) == ["whoA"])
        }
    }

    /// How a hook of ours may be found.
    enum Drift: CaseIterable {
        case elsewhere, fewerEvents, inactive, unverified, dead, oldSecret, halfMade, notOnRecord
    }

    @Test("is mended where it was changed, with the present secret, and verified again", arguments: Drift.allCases)
    func mends(drift: Drift) async throws {
        try await OktaHookStand.with { stand in
            stand.okta.put(
                hook: "whoA", to: drift == .elsewhere ? "https://old.example.com/hooks/okta" : stand.hook,
                items: drift == .fewerEvents ? ["user.session.start"] : OktaImitation.items,
                active: drift != .inactive && drift != .dead, verified: drift != .unverified && drift != .dead,
                secret: drift == .oldSecret || drift == .notOnRecord ? "older" : "hook-s3cret")
            switch drift {
            case .notOnRecord: break
            case .halfMade: try await stand.record("whoA", .pending)
            default: try await stand.record("whoA", secret: drift == .oldSecret ? "older" : "hook-s3cret")
            }
            try await stand.ensure()
            #expect(stand.okta.hooks.count == 1)
            let hook = try #require(stand.okta.hooks.first)
            #expect(hook["id"] == .text("whoA"))
            #expect(hook["status"] == .text("ACTIVE") && hook["verificationStatus"] == .text("VERIFIED"))
            #expect(hook["channel"]?["config"]?["uri"] == .text(stand.hook))
            #expect(hook["name"] == .text("hook whoA"))
            let items = Set(try #require(hook["events"]?["items"]?.texts))
            #expect(items == Set(OktaImitation.items + (drift == .fewerEvents ? ["user.session.start"] : [])))
            #expect(stand.okta.secrets["whoA"] == "hook-s3cret")
            #expect(stand.challenges.all == (drift == .inactive ? [] : ["hook-s3cret"]))
            #expect(await stand.recorded.map(\.id) == ["whoA"])
            #expect(await stand.recorded.map(\.state) == [.active])
            // A second look finds nothing to do.
            let asked = stand.okta.requests.count
            try await stand.ensure()
            #expect(stand.okta.requests.count == asked + 1)
        }
    }

    @Test("is made anew when it was deleted, and somebody else's is untouched")
    func recreates() async throws {
        try await OktaHookStand.with { stand in
            stand.okta.put(hook: "another's", to: "https://other.example.com/hooks/okta", active: false)
            stand.okta.put(hook: "path", to: stand.hook + "/other")
            let others = stand.okta.hooks
            try await stand.record("gone")
            try await stand.ensure()
            #expect(Array(stand.okta.hooks.prefix(2)) == others)
            #expect(stand.okta.hooks.count == 3)
            #expect(await stand.recorded.map(\.id) == ["who3"])
            #expect(!stand.okta.targets.contains { $0.contains("another") || $0.hasPrefix("DELETE") })
        }
    }

    @Test("is one: of several that lead to us, those that are not on record go")
    func one() async throws {
        try await OktaHookStand.with { stand in
            stand.okta.put(hook: "double", to: stand.hook)
            stand.okta.put(hook: "ours", to: stand.hook)
            try await stand.record("ours")
            try await stand.ensure()
            #expect(stand.okta.hooks.map { $0["id"] } == [.text("ours")])
            #expect(await stand.recorded.map(\.id) == ["ours"])
        }
    }

    @Test("is ended on demand, and somebody else's is untouched")
    func ends() async throws {
        try await OktaHookStand.with { stand in
            stand.okta.put(hook: "other", to: "https://other.example.com/hooks/okta")
            try await stand.ensure()
            let made = try #require(await stand.recorded.first)
            #expect(try await stand.subscriber.delete(stand.hookURL, records: stand.store).map(\.id) == [made.id])
            #expect(await stand.recorded.isEmpty)
            #expect(stand.okta.hooks.map { $0["id"] } == [.text("other")])
        }
    }

    @Test("is never made twice, wherever the process dies", arguments: 0..<5)
    func crashes(writes: Int) async throws {
        try await OktaHookStand.with { stand in
            stand.store.left.withLock { $0 = writes }
            try? await stand.ensure()
            stand.store.left.withLock { $0 = nil }
            try await stand.ensure()
            #expect(stand.okta.hooks.count == 1)
            #expect(await stand.recorded.map(\.state) == [.active])
            #expect(await stand.recorded.map(\.id) == stand.okta.hooks.compactMap { $0["id"]?.text })
            #expect(stand.okta.hooks.first?["verificationStatus"] == .text("VERIFIED"))
        }
    }

    @Test("that cannot be verified is told with what to do, and is verified once it can be")
    func unverifiable() async throws {
        try await OktaHookStand.with(accepts: "something else") { stand in
            for _ in 0..<2 {
                let error = await #expect(throws: DirectoryError.self) { try await stand.ensure() }
                #expect(error?.code == .refused)
                #expect(error?.description.contains("hooks.publicURL") == true)
                #expect(error?.remedy?.contains("Authorization header") == true)
                #expect(error?.description.contains("s3cret") == false)
            }
            #expect(stand.okta.hooks.count == 1)
            #expect(await stand.recorded.map(\.state) == [.pending])
        }
    }

    @Test("that Okta refuses is told with what to do, and leaves nothing on record")
    func refusals() async throws {
        try await OktaHookStand.with { stand in
            for number in 0..<25 { stand.okta.put(hook: "h\(number)", to: "https://other.example.com/\(number)") }
            let error = await #expect(throws: DirectoryError.self) { try await stand.ensure() }
            #expect(error?.code == .refused)
            #expect(error?.remedy?.contains("25") == true)
            #expect(stand.okta.hooks.count == 25)
            #expect(await stand.recorded.isEmpty)
        }
        try await OktaHookStand.with { request, _ in
            request.method == "POST" ? .okta(403, "E0000006") : nil
        } _: { stand in
            let error = await #expect(throws: DirectoryError.self) { try await stand.ensure() }
            #expect(error?.code == .forbidden && error?.remedy?.contains("manage: false") == true)
            #expect(await stand.recorded.isEmpty)
        }
    }

    @Test("that Okta loses while it is mended is made anew", arguments: ["PUT", "lifecycle/verify"])
    func lost(call: String) async throws {
        try await OktaHookStand.with { request, _ in
            request.target.contains("whoA") && "\(request.method) \(request.target)".contains(call)
                ? .okta(404, "E0000007") : nil
        } _: { stand in
            stand.okta.put(hook: "whoA", to: "https://old.example.com", verified: false)
            try await stand.record("whoA", .pending)
            try await stand.ensure()
            #expect(await stand.recorded.map(\.state) == [.active])
            #expect(await stand.recorded.map(\.id) == ["who2"])
        }
    }
}

extension AttributeValue {
    fileprivate var texts: [String]? {
        if case .list(let elements) = self { elements.compactMap(\.text) } else { nil }
    }
}
