import Domain
import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("Users of whom nothing is written")
struct OddUserTests {
    @Test("nobody in Jira, out of scope, service accounts and vanished users are outcomes in log and metrics")
    func outcomes() async throws {
        var plan = SystemPlan.pushed
        plan.scope = """
            { include: [ { attribute: accountEnabled, equals: true } ], exclude: [ { attribute: userPrincipalName, matches: "^svc-" } ] }
            """
        try await RollcallSystem.with(plan) { system in
            let serving = try await system.serve()
            let people = await system.sandbox.people()
            let nobody = await system.person(.withoutJira), disabled = await system.person(.disabled)
            let service = try #require(people.last)
            let vanished = try #require(await system.staff().last)
            try await system.sandbox.delete(vanished.id)
            let unknown = UUID().uuidString.lowercased()
            let all = [nobody.id, disabled.id, service.id, vanished.id, unknown]
            #expect(await system.push(all) == 200)
            try await serving.synced(nobody.id, as: "noMatch")
            try await serving.synced(disabled.id, as: "outOfScope")
            try await serving.synced(service.id, as: "outOfScope")
            try await serving.synced(vanished.id, as: "gone")
            try await serving.synced(unknown, as: "gone")
            let metrics = try await serving.metrics().body
            for outcome in ["noMatch", "outOfScope", "gone"] {
                #expect(
                    metrics.contains("rollcall_syncs_total{pipeline=\"entra-jira\",outcome=\"\(outcome)\"}")
                        || metrics.contains("rollcall_syncs_total{outcome=\"\(outcome)\",pipeline=\"entra-jira\"}"))
            }
            #expect(await system.sandbox.statistics().writesPerUser.isEmpty)
            #expect(try await system.queue().deadLetters == 0)
        }
    }

    @Test("two accounts with the address are ambiguous, one is written")
    func ambiguous() async throws {
        var plan = SystemPlan.pushed
        plan.match = "{ source: mail, target: email }"
        try await RollcallSystem.with(plan) { system in
            let serving = try await system.serve()
            let twin = await system.person(.twoAccounts)
            let single = try #require(await system.staff().first)
            #expect(await system.push([twin.id, single.id]) == 200)
            try await serving.synced(twin.id, as: "ambiguous")
            try await serving.synced(single.id, as: "written")
            #expect(await system.sandbox.statistics().writesPerUser.keys.sorted() == [single.jiraUsername])
        }
    }

    @Test("a mail that two users have is ambiguous, one that nobody has is noUser")
    func names() async throws {
        var plan = SystemPlan.pushed
        plan.moreConnectors = plan.moreConnectors.replacing(
            "userID: \"[].user.id\"", with: "userID: { path: \"[].user.id\", attribute: mail }")
        try await RollcallSystem.with(plan) { system in
            let serving = try await system.serve()
            let people = await system.staff()
            let shared = try #require(people[0].text("mail"))
            try await system.sandbox.edit(people[1].id, ["mail": shared])
            #expect(await system.push([shared, "nobody@contoso.example", "o'neil@contoso.example"]) == 200)
            try await serving.logged("ambiguous") { $0["outcome"]?.text == "ambiguous" }
            try await waitUntil(.seconds(60), "two noUser") {
                serving.log.filter { $0["outcome"]?.text == "noUser" }.count >= 2
            }
            #expect(await system.sandbox.statistics().writesPerUser.isEmpty)
        }
    }
}
