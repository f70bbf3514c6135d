import Domain
import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("Confluence, its users matched by mail address")
struct ConfluenceTests {
    @Test("gets an edit as Jira does, and what nobody mapped stays", arguments: SystemPlan.Method.allCases)
    func edit(_ method: SystemPlan.Method) async throws {
        try await RollcallSystem.with(.withWiki(method)) { system in
            try system.connectWiki()
            let serving = try await system.serve()
            try await system.subscribed()
            var kept: Person?
            for person in await system.staff() where kept == nil {
                let fields = await system.sandbox.confluenceFields(of: person.jiraUsername)
                if fields["im"] != nil { kept = person }
            }
            let person = try #require(kept)
            let chat = await system.sandbox.confluenceFields(of: person.jiraUsername)["im"]
            try await system.sandbox.edit(person.id, ["department": "R&D <Köln> 👩🏽‍💻"])
            try await system.wikiShows("R&D <Köln> 👩🏽‍💻", of: person)
            try await system.shows("R&D <Köln> 👩🏽‍💻", of: person)
            try await system.wikiShows("http://intranet.contoso.example", as: "website", of: person)
            try await system.wikiShows(chat, as: "im", of: person)
            try await serving.synced(person.id, as: "written", pipeline: "entra-wiki")
            // The website reads as it was planned: nothing more to write.
            let again = try await system.command("sync", "user", "entra", person.userPrincipalName)
            let outcomes = try again.decoded(as: SyncShape.self).pipelines.map(\.outcome)
            #expect(outcomes == ["unchanged", "unchanged"])
            #expect(try await system.history(of: person).contains { $0.target == "wiki" && $0.attribute == "website" })
            let twin = await system.person(.twoAccounts)
            try await system.sandbox.edit(twin.id, ["department": "Twice"])
            try await serving.synced(twin.id, as: "ambiguous", pipeline: "entra-wiki")
        }
    }

    @Test("lists the accounts for one user's sync without serve, says so, and check tells how far it is")
    func syncUser() async throws {
        try await RollcallSystem.with(.withWiki()) { system in
            try system.connectWiki()
            let person = try #require(await system.staff().first)
            let before = try await system.command("check", "--online")
            #expect(before.out.contains("0 accounts listed so far"))
            let result = try await system.command("sync", "user", "entra", person.userPrincipalName)
            #expect(result.status == 0)
            #expect(result.err.contains("target 'wiki': its accounts are listed"))
            #expect(try result.decoded(as: SyncShape.self).pipelines.map(\.outcome) == ["written", "written"])
            let check = try await system.command("check", "--online")
            #expect(check.status == 0)
            #expect(check.out.contains("accounts can be listed and mail addresses be read"))
            #expect(check.out.contains("accounts were listed last at"))
        }
    }

    @Test("goes on with its first listing where it was killed; whoever is marked meanwhile waits and loses nothing")
    func killed() async throws {
        var plan = SystemPlan.withWiki(requestsPerSecond: 60)
        plan.sandbox.companySize = 300
        try await RollcallSystem.with(plan, weight: 2) { system in
            try system.connectWiki()
            func read() async -> Int { await system.sandbox.statistics().requests["confluence.mobile/profile"] ?? 0 }
            let first = try await system.serve()
            try await system.subscribed()
            let person = try #require(await system.staff().last)
            try await system.sandbox.edit(person.id, ["department": "Waiting"])
            try await system.shows("Waiting", of: person)
            try await waitUntil(.seconds(60), "a part of the listing") { await read() > 50 }
            let ready = try await first.readiness()
            #expect(ready.status == 200 && ready.body.contains("its accounts are being listed"))
            try await first.run.killNow()
            #expect(await read() < 250)
            _ = try await system.serve()
            try await system.wikiShows("Waiting", of: person, within: .seconds(180))
            // Everybody of the three IdPs and two more; at most the bite under way is read twice, and the candidate now
            // and then.
            let everybody = 300 + system.plan.sandbox.oktaSize + system.plan.sandbox.googleSize + 2
            #expect(await read() < everybody + 16 + 20)
            try await system.settled()
            #expect(try await system.queue().deadLetters == 0)
        }
    }
}
