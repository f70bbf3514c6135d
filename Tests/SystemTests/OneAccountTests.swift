import Domain
import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("One account of two providers")
struct OneAccountTests {
    /// A second pair of pipelines from Okta, which go by a nickname in place of the login. Three values a pass in Jira,
    /// so that it takes a while.
    private static var plan: SystemPlan {
        var plan = EverySystem.plan()
        let properties = ["Department", "Team", "Unit"]
        plan.mappings = properties.map { "{ property: \($0), from: department }" }
        let rows = [
            "jira": properties.map { "{ property: \($0), from: profile.department }" },
            "confluence": ["{ field: department, from: profile.department }"],
        ]
        for (target, mappings) in rows {
            plan.morePipelines += """

                  - name: nickname-\(target)
                    connector: okta
                    target: \(target)
                    match: { source: profile.nickName, target: username }
                    mappings: [ \(mappings.joined(separator: ", ")) ]
                """
        }
        return plan
    }

    @Test("is never written by two passes at the same time")
    func overlap() async throws {
        try await EverySystem.with(Self.plan) { system, _ in
            let entra = try #require(await system.staff(of: EverySystem.entra).first)
            let okta = try #require(await system.staff(of: EverySystem.okta).first)
            try await system.sandbox.edit(okta.id, ["profile.nickName": entra.username, "profile.department": "Warm"])
            for target in SandboxSystem.targets { try await system.shows("Warm", of: entra, at: target) }
            // Slow enough that passes which were let in together would meet.
            try await system.sandbox.setFault(Fault(.delay, at: .pages, seconds: 0.05))
            try await system.sandbox.setFault(Fault(.delay, at: .confluencePages, seconds: 0.05))
            for round in 0..<5 {
                try await system.sandbox.edit(entra.id, ["department": "Entra \(round)"])
                try await system.sandbox.edit(okta.id, ["profile.department": "Okta \(round)"])
                // What the other wrote may be written over once more when somebody is read again.
                try await waitUntil(.seconds(60), "both to be written in round \(round)") {
                    let byEntra = try await pipelines(system, "entra", entra, writing: "Entra \(round)")
                    let byOkta = try await pipelines(system, "okta", okta, writing: "Okta \(round)")
                    return byEntra == ["entra-jira", "entra-confluence"]
                        && byOkta.isSuperset(of: ["nickname-jira", "nickname-confluence"])
                }
            }
            let statistics = await system.sandbox.statistics()
            #expect(statistics.jira.overlaps == 0)
            #expect(statistics.confluence.overlaps == 0)
        }
    }

    private func pipelines(
        _ system: RollcallSystem, _ connector: String, _ person: Person, writing value: String
    ) async throws -> Set<String> {
        let rows: [HistoryRow] = try await system.command("history", connector, person.id).decoded()
        return Set(rows.filter { $0.new == value }.map(\.pipeline))
    }
}
