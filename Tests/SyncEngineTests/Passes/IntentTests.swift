import Domain
import Foundation
import TestSupport
import Testing

@testable import SyncEngine

@Suite("Intents")
struct IntentTests {
    private static let first = Cause(.notification, id: "before-the-crash")

    /// Runs a pass up to and with its writes and forgets it, as a process that dies does; then its term runs out.
    private func crash(_ scene: Scene, beforeWriting: Bool = false) async throws {
        try await scene.mark(cause: Self.first)
        let claim = try #require(try await scene.claim().first)
        if beforeWriting {
            let intent = Intent(
                target: "jira", targetUser: .ada, attribute: .city, old: "Paris", new: "London", cause: Self.first,
                intendedAt: scene.time.now)
            let account = Account(target: "jira", key: "JIRAUSER1")
            let stored = try await scene.store.intend(
                [intent], for: claim, on: account, version: 0, at: scene.time.now)
            #expect(stored == .stored)
        } else {
            let profile = try await scene.entra.profile(of: "ada-id", paths: scene.route.pipeline.paths)
            _ = try await UserSync(route: scene.route, ledger: scene.store, time: scene.time).run(profile, under: claim)
        }
        #expect(try await scene.history().isEmpty)
        #expect(try await !scene.store.openIntents(for: .ada).isEmpty)
        scene.time.advance(by: .seconds(61))
    }

    @Test("come into the history with their own cause when the target holds the new value")
    func written() async throws {
        try await withScene { scene in
            await scene.addAda(at: [.department: "Research", .city: "Paris"])
            try await crash(scene)
            try await scene.mark(cause: .person)
            #expect(try await scene.next().report?.outcome == .unchanged)
            let entry = try #require(try await scene.history().first)
            #expect(try await scene.history().count == 1)
            #expect(entry.old == "Paris" && entry.new == "London" && entry.cause == Self.first && !entry.uncertain)
            #expect(try await scene.store.openIntents(for: .ada).isEmpty)
        }
    }

    @Test("are dropped when the target still holds the old value, and the change is made now")
    func notWritten() async throws {
        try await withScene { scene in
            await scene.addAda(at: [.department: "Research", .city: "Paris"])
            try await crash(scene, beforeWriting: true)
            #expect(try await scene.next().report?.outcome == .written)
            #expect(try await scene.history().count == 1)
            #expect(await scene.jira.values(of: "JIRAUSER1")[.city] == "London")
        }
    }

    @Test("come into the history as uncertain when the target holds something else")
    func otherValue() async throws {
        try await withScene { scene in
            await scene.addAda(at: [.department: "Research", .city: "Paris"])
            try await crash(scene)
            await scene.jira.set(.city, of: "JIRAUSER1", to: "Rome")
            try await scene.next()
            let entries = try await scene.history()
            #expect(entries.map(\.uncertain) == [false, true])
            #expect(entries.map(\.old) == ["Rome", "Paris"])
        }
    }

    @Test("come into the history as uncertain when the account is gone")
    func accountGone() async throws {
        try await withScene { scene in
            await scene.addAda(at: [.department: "Research", .city: "Paris"])
            try await crash(scene)
            await scene.jira.remove("JIRAUSER1")
            #expect(try await scene.next().report?.outcome == .noMatch)
            #expect(try await scene.history().map(\.uncertain) == [true])
        }
    }

    @Test("are settled under the account's present login when it was renamed")
    func renamed() async throws {
        try await withScene { scene in
            await scene.addAda(at: [.department: "Research", .city: "Paris"])
            try await crash(scene)
            await scene.jira.put(
                TargetUser(key: "JIRAUSER1", name: "ada.lovelace"), [.department: "Research", .city: "London"])
            await scene.entra.put(
                "ada-id", Scene.ada.merging(["userPrincipalName": .text("ada.lovelace@example.com")]) { $1 })
            #expect(try await scene.next().report?.outcome == .unchanged)
            #expect(try await scene.history().map(\.targetUser) == ["ada.lovelace"])
        }
    }

    @Test("tell spellings apart that only look the same")
    func normalisation() async throws {
        try await withScene { scene in
            await scene.addAda(["city": .text("Orle\u{301}ans")], at: [.department: "Research", .city: "Orl\u{e9}ans"])
            try await crash(scene)
            try await scene.next()
            #expect(try await scene.history().count == 1)
        }
    }

    @Test("of a write that failed half way are settled at once")
    func halfWay() async throws {
        try await withScene { scene in
            await scene.addAda(at: [.department: "Old", .city: "Paris"])
            await scene.jira.failNextWrite(after: 1)
            let conclusion = try await scene.sync()
            #expect(conclusion.completion.isRetry)
            #expect(try await scene.history().map(\.attribute) == [.department])
            scene.time.advance(by: .seconds(10))
            try await scene.next()
            #expect(Set(try await scene.history().map(\.attribute)) == [.department, .city])
            #expect(try await scene.history().allSatisfy { !$0.uncertain })
        }
    }

    @Test("cannot be stored, nor anything written, under a claim that somebody else has")
    func lostClaim() async throws {
        try await withScene { scene in
            await scene.addAda(at: [.city: "Paris"])
            try await scene.mark()
            let lost = try #require(try await scene.claim().first)
            scene.time.advance(by: .seconds(61))
            let present = try #require(try await scene.claim().first)
            let reading = await scene.entra.reading(of: "ada-id", for: [scene.route])
            let conclusion = await scene.runner().pass(lost, through: scene.route, reading: reading)
            #expect(conclusion.completion == .handedBack)
            #expect(await scene.jira.writes.isEmpty)
            let kept = try await scene.store.complete(
                lost, as: conclusion.completion, record: conclusion.record, at: scene.time.now)
            #expect(!kept)
            #expect(try await scene.store.extend([present], lease: .seconds(60), at: scene.time.now).count == 1)
        }
    }
}
