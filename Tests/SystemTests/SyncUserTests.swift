import Domain
import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("The command sync user")
struct SyncUserTests {
    @Test("simulates without a write, then writes, beside serve and without it", arguments: [true, false])
    func sync(_ besideServe: Bool) async throws {
        var plan = SystemPlan.pushed
        plan.mappings = [
            "{ property: Department, from: department }", "{ property: Position, from: jobTitle }",
            "{ property: Phone, from: mobilePhone }", "{ property: City, from: city }",
        ]
        try await RollcallSystem.with(plan) { system in
            if besideServe { _ = try await system.serve() }
            let person = try #require(await system.staff().first { $0.text("mobilePhone") == nil })
            await system.sandbox.setJiraProperty("Position", of: person.jiraUsername, to: "Old position")
            await system.sandbox.setJiraProperty("City", of: person.jiraUsername, to: person.text("city"))

            let simulated = try await system.command("sync", "user", "entra", person.userPrincipalName, "--simulate")
            #expect(simulated.status == 0)
            let plan: SyncShape = try simulated.decoded()
            #expect(plan.connector == "entra" && plan.user == person.userPrincipalName)
            #expect(plan.pipelines.count == 1 && plan.pipelines.first?.pipeline == "entra-jira")
            #expect(plan.pipelines.first?.outcome == "written")
            #expect(plan.pipelines.first?.targetUser == person.jiraUsername)
            #expect(plan["Department"]?.action == "set" && plan["Department"]?.current == nil)
            #expect(plan["Department"]?.wanted == person.text("department"))
            #expect(plan["Position"]?.action == "change" && plan["Position"]?.current == "Old position")
            #expect(plan["City"]?.action == "none" && plan["Phone"]?.action == "keep")
            #expect(plan["Phone"]?.wanted == nil && plan["Phone"]?.source == "mobilePhone")
            #expect(await system.sandbox.statistics().writesPerUser.isEmpty)
            #expect(try await system.history(of: person).isEmpty)

            let mail = try #require(person.text("mail"))
            let written = try await system.command("sync", "user", "entra", mail)
            #expect(written.status == 0)
            #expect(try written.decoded(as: SyncShape.self).pipelines.first?.outcome == "written")
            let properties = await system.sandbox.jiraProperties(of: person.jiraUsername)
            #expect(properties["Department"] == person.text("department"))
            #expect(properties["Position"] == person.text("jobTitle") && properties["Phone"] == nil)
            #expect(await system.sandbox.statistics().writesPerUser[person.jiraUsername] == 2)

            let again = try await system.command("sync", "user", "entra", person.id)
            #expect(try again.decoded(as: SyncShape.self).pipelines.first?.outcome == "unchanged")
            let history = try await system.history(of: person)
            #expect(history.count == 2 && history.allSatisfy { $0.cause.kind == "manual" })
        }
    }

    @Test("prints every key of the shape, absent values as null")
    func shape() async throws {
        try await RollcallSystem.with(.pushed) { system in
            let person = try #require(await system.staff().first)
            let json = try await system.command("sync", "user", "entra", person.id, "--simulate").json()
            #expect(Self.keys(json).isSuperset(of: ["connector", "user", "pipelines"]))
            let pipeline = try #require(json["pipelines"]?[0])
            #expect(Self.keys(pipeline).isSuperset(of: ["pipeline", "outcome", "targetUser", "attributes"]))
            let attribute = try #require(pipeline["attributes"]?[0])
            #expect(
                Self.keys(attribute).isSuperset(of: ["target", "source", "wanted", "current", "action", "error"]))
            #expect(attribute["current"] == .null && attribute["error"] == .null)
            let gone = try await system.command("sync", "user", "entra", "nobody@contoso.example").json()
            #expect(gone["pipelines"]?[0]?["targetUser"] == .null)
        }
    }

    @Test("tells results from failures by its exit code")
    func exitCodes() async throws {
        try await RollcallSystem.with(.pushed) { system in
            let nobody = await system.person(.withoutJira), disabled = await system.person(.disabled)
            for (user, outcome) in [
                (nobody.id, "noMatch"), (disabled.id, "outOfScope"), (UUID().uuidString, "gone"),
                ("nobody@contoso.example", "gone"),
            ] {
                for simulate in [["--simulate"], []] {
                    let result = try await system.run(["sync", "user", "entra", user] + simulate)
                    #expect(result.status == 0, "\(user): \(result.err)")
                    #expect(try result.decoded(as: SyncShape.self).pipelines.first?.outcome == outcome)
                }
            }
            let person = try #require(await system.staff().first)
            try await system.sandbox.edit(person.id, ["department": String(repeating: "x", count: 251)])
            let partly = try await system.command("sync", "user", "entra", person.id)
            #expect(partly.status == 3)
            let shape: SyncShape = try partly.decoded()
            #expect(shape["Department"]?.action == "error" && shape["Department"]?.error != nil)
            #expect(shape.pipelines.first?.outcome == "written")

            try await system.sandbox.setFault(Fault(.status, at: .rest, status: 500))
            let other = await system.staff()[1]
            let failed = try await system.command("sync", "user", "entra", other.id)
            #expect(failed.status == 1)
            #expect(try failed.decoded(as: SyncShape.self).pipelines.first?.outcome == "failed")
            try await system.sandbox.clearFaults()

            let unknown = try await system.command("sync", "user", "okta", person.id)
            #expect(unknown.status == 2 && unknown.out.isEmpty && unknown.err.contains("entra"))
        }
    }

    private static func keys(_ value: AttributeValue) -> Set<String> {
        if case .object(let members) = value { Set(members.keys) } else { [] }
    }
}
