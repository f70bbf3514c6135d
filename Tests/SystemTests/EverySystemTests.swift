import Domain
import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("Every identity provider and every target")
struct EverySystemTests {
    @Test(
        "an edit at each provider arrives at each target, is on record with its delivery, and renames nobody",
        arguments: SystemPlan.Method.allCases)
    func pairs(_ method: SystemPlan.Method) async throws {
        try await EverySystem.with(EverySystem.plan(method)) { system, serving in
            for source in EverySystem.sources {
                let person = try #require(await system.staff(of: source).first)
                let im = await system.sandbox.confluenceFields(of: person.username)["im"]
                try await system.sandbox.edit(person.id, [source.department: "R&D <&> 🚀 of \(source)"])
                for target in SandboxSystem.targets {
                    try await system.shows("R&D <&> 🚀 of \(source)", of: person, at: target)
                    try await serving.synced(person.id, as: "written", pipeline: "\(source)-\(target)")
                }
                let rows: [HistoryRow] = try await system.command("history", source.name, person.id).decoded()
                #expect(Set(rows.map(\.pipeline)) == ["\(source)-jira", "\(source)-confluence"])
                #expect(rows.allSatisfy { $0.cause.kind == "notification" && $0.targetUser == person.username })
                // What nobody mapped stays as it is.
                #expect(await system.sandbox.confluenceFields(of: person.username)["im"] == im)
            }
            let statistics = await system.sandbox.statistics()
            #expect(statistics.deliveriesLost == 0)
            #expect(statistics.jira.signIns <= 1 && statistics.confluence.signIns <= 1)
            #expect(statistics.jira.webSudos <= 1 && statistics.confluence.webSudos <= 1)
            #expect(try await serving.terminate().description == "exit 0")
        }
    }

    @Test("people of all providers are found for a command, by id and by login", arguments: EverySystem.sources)
    func command(_ source: EverySystem.Source) async throws {
        try await EverySystem.with { system, _ in
            let person = try #require(await system.staff(of: source).last)
            for name in [person.id, person.login] {
                let result = try await system.command("sync", "user", source.name, name, "--simulate")
                #expect(result.status == 0, "\(result.err)")
                let shape: SyncShape = try result.decoded()
                #expect(shape.pipelines.map(\.outcome) == ["written", "written"], "\(result.out)")
                #expect(shape.pipelines.allSatisfy { $0.targetUser == person.username })
            }
            #expect(await system.department(of: person, at: .jira) == nil)
            let check = try await system.command("check", "--online")
            #expect(check.status == 0, "\(check.out)")
        }
    }
}
