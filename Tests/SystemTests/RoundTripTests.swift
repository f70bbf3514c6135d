import Domain
import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("An edit at the IdP")
struct RoundTripTests {
    @Test("the demo makes the round trip once, prints its timeline and ends with 0")
    func demo() async throws {
        try await RollcallSystem.with { system in
            let run = try system.start(["demo", "--once"])
            #expect(try await run.end().description == "exit 0")
            let lines = run.out.split(separator: "\n")
            let edited = try #require(lines.firstIndex { $0.contains(" ms ") && $0.contains("is edited") })
            let wrote = try #require(lines.firstIndex { $0.contains(" ms ") && $0.contains("is written") })
            #expect(edited < wrote)
            #expect(run.out.contains("(notification "))
            #expect(run.err.isEmpty)
        }
    }

    @Test("is written to Jira and is on record with its delivery", arguments: SystemPlan.Method.allCases)
    func edit(_ method: SystemPlan.Method) async throws {
        var plan = SystemPlan()
        plan.method = method
        try await RollcallSystem.with(plan) { system in
            let serving = try await system.serve("--log-level", "debug")
            try await system.subscribed()
            let person = try #require(await system.staff().first { $0.text("mobilePhone") != nil })
            let before = await system.sandbox.jiraProperties(of: person.jiraUsername)
            try await system.sandbox.edit(person.id, ["department": "First"])
            try await system.shows("First", of: person)
            try await serving.synced(person.id, as: "written")
            try await system.sandbox.edit(person.id, ["department": "Second"])
            try await system.shows("Second", of: person)
            let line = try await serving.logged("the second write") {
                $0["user"]?.text == person.id && $0["outcome"]?.text == "written"
                    && $0["attributes"]?.text == "Department"
            }

            let history = try await system.history(of: person)
            let newest = try #require(history.first)
            #expect(newest.attribute == "Department" && newest.old == "First" && newest.new == "Second")
            #expect(newest.pipeline == "entra-jira" && newest.target == "jira")
            #expect(newest.targetUser == person.jiraUsername && newest.cause.kind == "notification")
            #expect(newest.cause.id == line["causeID"]?.text)
            #expect(
                serving.log.contains {
                    $0["message"]?.text == "delivery accepted" && $0["delivery"]?.text == newest.cause.id
                })
            let first = history.filter { $0.attribute == "Department" }.last
            #expect(first?.old == nil && first?.new == "First")

            // What nobody mapped stays as it is.
            let after = await system.sandbox.jiraProperties(of: person.jiraUsername)
            for (name, value) in before { #expect(after[name] == value) }
            #expect(Set(after.keys).subtracting(before.keys) == ["Department", "Position", "Phone"])
            #expect(try await serving.terminate().description == "exit 0")
        }
    }

    @Test("of a person's manager's name is written for those below, where the mapping asks for it")
    func manager() async throws {
        var plan = SystemPlan()
        plan.mappings.append("{ property: Manager, from: manager.displayName }")
        try await RollcallSystem.with(plan) { system in
            _ = try await system.serve()
            try await system.subscribed()
            let people = await system.staff()
            let person = try #require(people.first { $0.managerID == people[1].id })
            try await system.sandbox.edit(person.id, ["department": "Below"])
            try await system.shows(people[1].displayName, as: "Manager", of: person)
            try await system.sandbox.edit(person.id, ["manager": people[0].id])
            try await system.shows(people[0].displayName, as: "Manager", of: person)
        }
    }

    @Test("is written even when the IdP's replicas show it late, the first of a user's life, too")
    func replication() async throws {
        var plan = SystemPlan()
        plan.sandbox.replicationDelay = .seconds(1)
        try await RollcallSystem.with(plan) { system in
            _ = try await system.serve()
            try await system.subscribed()
            let person = try #require(await system.staff().first)
            try await system.sandbox.edit(person.id, ["department": "Early"])
            try await system.shows("Early", of: person)
            try await system.sandbox.edit(person.id, ["department": "Late"])
            try await system.shows("Late", of: person)
        }
    }
}
