import Domain
import Foundation
import TestSupport
import Testing

@testable import SyncEngine

@Suite("A user's pass")
struct UserSyncTests {
    @Test("writes only what differs and touches nothing that is not mapped")
    func minimalWrites() async throws {
        try await withScene { scene in
            await scene.addAda(at: [.department: "Research", .city: "Paris", .other: "kept"])
            let conclusion = try await scene.sync()
            #expect(conclusion.report?.outcome == .written)
            #expect(
                await scene.jira.writes == [
                    .init(user: "JIRAUSER1", changes: [TargetChange(.city, old: "Paris", new: "London")])
                ])
            #expect(
                await scene.jira.values(of: "JIRAUSER1") == [
                    .department: "Research", .city: "London", .other: "kept",
                ])
        }
    }

    @Test("does not write at all when nothing differs")
    func nothingToWrite() async throws {
        try await withScene { scene in
            await scene.addAda(at: [.department: "Research", .city: "London"])
            let found = try await scene.sync().report?.outcome
            #expect(found == .unchanged)
            #expect(await scene.jira.writes.isEmpty)
            #expect(try await scene.history().isEmpty)
        }
    }

    @Test("records each change with old and new value and its cause")
    func history() async throws {
        try await withScene { scene in
            await scene.addAda(at: [.city: "Paris"])
            try await scene.sync(cause: Cause(.notification, id: "delivery-7"))
            let entries = try await scene.history().sorted { $0.attribute.name < $1.attribute.name }
            #expect(entries.map(\.attribute) == [.city, .department])
            #expect(entries.map(\.old) == ["Paris", nil])
            #expect(entries.map(\.new) == ["London", "Research"])
            #expect(Set(entries.map(\.cause)) == [Cause(.notification, id: "delivery-7")])
            #expect(entries.allSatisfy { !$0.uncertain && $0.targetUser == "ada" && $0.target == "jira" })
            #expect(try await scene.store.openIntents(for: .ada).isEmpty)
            #expect(try await scene.store.link(for: .ada) == .ada)
        }
    }

    @Test("writes nothing for a user without an account")
    func noMatch() async throws {
        try await withScene { scene in
            await scene.entra.put("ada-id", Scene.ada)
            await scene.jira.put(.number(1), [.city: "Rome"])
            let found = try await scene.sync().report?.outcome
            #expect(found == .noMatch)
            #expect(await scene.jira.writes.isEmpty)
        }
    }

    @Test("writes nothing when two accounts match")
    func ambiguous() async throws {
        try await withScene { scene in
            await scene.addAda()
            await scene.jira.put(TargetUser(key: "JIRAUSER2", name: "ADA"))
            let found = try await scene.sync().report?.outcome
            #expect(found == .ambiguous)
            #expect(await scene.jira.writes.isEmpty)
        }
    }

    @Test("writes nothing for a user out of scope, and does not even ask the target")
    func outOfScope() async throws {
        try await withScene { scene in
            await scene.addAda(at: [.city: "Paris"])
            let scope = Scope(exclude: [ScopeTest(attribute: .path("city"), condition: .equals("London"))])
            let conclusion = try await scene.sync(through: scene.route(.named("entra-jira", scope: scope)))
            #expect(conclusion.report?.outcome == .outOfScope)
            #expect(await scene.jira.writes.isEmpty)
            #expect(await scene.jira.searches.isEmpty)
        }
    }

    @Test("writes the other attributes when one cannot be mapped")
    func attributeError() async throws {
        try await withScene { scene in
            await scene.entra.put("ada-id", Scene.ada.filter { $0.key != "department" }, unknown: ["department"])
            await scene.jira.put(.ada, [.department: "Old", .city: "Paris"])
            let report = try #require(try await scene.sync().report)
            #expect(report.outcome == .written)
            #expect(report.attributes.map(\.action) == [.error, .change])
            #expect(await scene.jira.values(of: "JIRAUSER1") == [.department: "Old", .city: "London"])
            #expect(try await scene.history().map(\.attribute) == [.city])
        }
    }

    @Test("reports an attribute that the target refuses, and neither records nor retries it")
    func refused() async throws {
        try await withScene(rereads: []) { scene in
            await scene.addAda(at: [.city: "Paris"])
            await scene.jira.refuse(.department, because: "too long")
            let conclusion = try await scene.sync()
            let row = try #require(conclusion.report?.attributes.first { $0.target == .department })
            #expect(row.action == .error && row.error == "too long")
            #expect(conclusion.report?.outcome == .written)
            #expect(conclusion.completion == .done(followUp: nil))
            #expect(try await scene.history().map(\.attribute) == [.city])
        }
    }

    @Test("is unchanged when the target refuses all there was to write")
    func allRefused() async throws {
        try await withScene { scene in
            await scene.addAda(at: [.department: "Research", .city: "Paris"])
            await scene.jira.refuse(.city, because: "not this one")
            let found = try await scene.sync().report?.outcome
            #expect(found == .unchanged)
            #expect(try await scene.history().isEmpty)
            #expect(try await scene.store.openIntents(for: .ada).isEmpty)
        }
    }

    @Test("writes nothing in a pipeline that simulates, and counts nothing as done")
    func simulated() async throws {
        try await withScene { scene in
            await scene.addAda(at: [.city: "Paris"])
            let conclusion = try await scene.sync(through: scene.route(.named("entra-jira", mode: .simulate)))
            #expect(conclusion.report?.outcome == .written)
            #expect(await scene.jira.writes.isEmpty)
            #expect(await scene.jira.values(of: "JIRAUSER1") == [.city: "Paris"])
            #expect(try await scene.history().isEmpty)
            #expect(try await scene.store.openIntents(for: .ada).isEmpty)
        }
    }

    @Test("plans again when another pass wrote the account in the meantime")
    func busyAccount() async throws {
        try await withScene { scene in
            await scene.addAda(at: [.department: "Research", .city: "Paris"])
            // Another user of the IdP holds the same account and is about to write it.
            try await scene.mark(.number(2))
            let other = try #require(try await scene.claim().first)
            let intent = Intent(
                target: "jira", targetUser: .ada, attribute: .city, old: "Paris", new: "London", cause: .news,
                intendedAt: scene.time.now)
            let account = Account(target: "jira", key: "JIRAUSER1")
            #expect(
                try await scene.store.intend([intent], for: other, on: account, version: 0, at: scene.time.now)
                    == .stored)
            try await withThrowingTaskGroup(of: PassRunner.Conclusion.self) { group in
                group.addTask { try await scene.sync() }
                try await waitUntil(.seconds(20), "the pass to wait for the account") { scene.time.sleepers == 1 }
                #expect(await scene.jira.writes.isEmpty)
                await scene.jira.set(.city, of: "JIRAUSER1", to: "London")
                let ended = try await scene.store.complete(
                    other, as: .done(followUp: nil), record: PassRecord(outcome: .written, settlesIntents: true),
                    at: scene.time.now)
                #expect(ended)
                scene.time.advance(by: .milliseconds(250))
                let conclusion = try await group.next()
                #expect(conclusion?.report?.outcome == .unchanged)
            }
            #expect(await scene.jira.writes.isEmpty)
        }
    }

    @Test(
        "never clears a value after a read that failed",
        arguments: [DirectoryError.Code.malformed, .forbidden, .notFound, .refused, .unreachable, .credentials])
    func failedReads(_ code: DirectoryError.Code) async throws {
        try await withScene { scene in
            await scene.addAda(at: [.department: "Research", .city: "London"])
            let route = scene.route(.named("entra-jira", onOutOfScope: .clear, whenEmpty: .clear))
            try await scene.sync(through: route)
            await scene.entra.fail("ada-id", with: code)
            scene.time.advance(by: .seconds(10))
            try await scene.sync(through: route)
            #expect(await scene.jira.writes.isEmpty)
            #expect(await scene.jira.values(of: "JIRAUSER1") == [.department: "Research", .city: "London"])
        }
    }

    @Test("keeps the target's value when the source is empty, and clears it only where the mapping says so")
    func whenEmpty() async throws {
        try await withScene { scene in
            await scene.addAda(["city": .null], at: [.department: "Research", .city: "Paris"])
            #expect(try await scene.sync().report?.attributes.map(\.action) == [.none, .keep])
            #expect(await scene.jira.writes.isEmpty)
            scene.time.advance(by: .seconds(10))
            try await scene.sync(through: scene.route(.named("entra-jira", whenEmpty: .clear)))
            #expect(await scene.jira.values(of: "JIRAUSER1") == [.department: "Research"])
            #expect(try await scene.history().map(\.new) == [nil])
        }
    }
}
