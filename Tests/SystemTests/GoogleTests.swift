import Domain
import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("Google's directory")
struct GoogleTests {
    @Test("has its edits written to Jira: lists, custom fields and the manager, while messages come before the answer")
    func edit() async throws {
        try await Self.with { system in
            let serving = try await system.serve()
            try await Self.listened(system)
            let person = try #require(await Self.staff(system).first { $0.attributes["relations"] != nil })
            try await system.sandbox.edit(person.id, ["organizations[0].department": "R&D <b>🎉</b>"])
            try await system.shows("R&D <b>🎉</b>", of: person)
            try await system.shows(person.text("customSchemas.HR.costCentre"), as: "Cost", of: person)
            let manager = try #require(await system.sandbox.person(person.text("relations[type=manager].value") ?? ""))
            try await system.shows(manager.displayName, as: "Manager", of: person)
            try await system.settled()
            let history: [HistoryRow] = try await system.command("history", "google", person.id).decoded()
            #expect(history.allSatisfy { $0.cause.kind == "notification" && $0.pipeline == "google-jira" })

            let listed = try await system.command("subscriptions", "list").json()
            guard case .list(let subscriptions) = listed else { return }
            let channels = subscriptions.filter { $0["connector"] == .text("google") }
            #expect(channels.count == 5)
            #expect(channels.allSatisfy { $0["kind"] == .text("channel") && $0["state"] == .text("active") })
            #expect(channels.allSatisfy { $0["expires"]?.text != nil })
            #expect(try await serving.terminate().description == "exit 0")
        }
    }

    @Test("is proved by check, and read by address")
    func commands() async throws {
        try await Self.with { system in
            let check = try await system.command("check", "--online")
            #expect(check.status == 0, "\(check.out)")
            #expect(check.out.contains("google: permission to read users"))
            let person = try #require(await Self.staff(system).first)
            let simulated = try await system.command("sync", "user", "google", person.login, "--simulate")
            #expect(try simulated.json()["pipelines"]?[0]?["outcome"] == .text("written"), "\(simulated.out)")
            let gone = try await system.command("sync", "user", "google", "999999999999999999999")
            #expect(try gone.json()["pipelines"]?[0]?["outcome"] == .text("gone"), "\(gone.out)")
        }
    }

    @Test("is heard over many lives of its channels, and after a kill, without a channel too many")
    func lives() async throws {
        try await Self.with(life: .seconds(6)) { system in
            let serving = try await system.serve()
            try await Self.listened(system)
            let person = try #require(await Self.staff(system).first)
            try await waitUntil(.seconds(60), "three lives") { await Self.made(system) >= 15 }
            try await system.sandbox.edit(person.id, ["organizations[0].department": "Third life"])
            try await system.shows("Third life", of: person)
            // What a killed process held is lent to nobody else for a minute.
            try await system.settled()
            try await serving.run.killNow()
            let before = await Self.made(system)
            _ = try await system.serve()
            try await waitUntil(.seconds(60), "channels after the kill") { await Self.made(system) >= before + 5 }
            try await Self.listened(system)
            try await system.sandbox.edit(person.id, ["organizations[0].department": "After the kill"])
            try await system.shows("After the kill", of: person)
        }
    }

    private static func made(_ system: RollcallSystem) async -> Int {
        await system.sandbox.events().count { $0.system == .google && $0.kind == .subscribed }
    }

    private static func listened(_ system: RollcallSystem) async throws {
        try await waitUntil(.seconds(60), "channels at Google") { await system.sandbox.isListenedTo(.google) }
    }

    private static func staff(_ system: RollcallSystem) async -> [Person] {
        let people = await system.sandbox.people(of: .google)
        return people.filter { $0.attributes["suspended"] == .flag(false) }
    }

    /// A system with Google beside Entra, whose subscriptions somebody else makes.
    private static func with(
        life: Duration = .seconds(21_600), _ body: @escaping @Sendable (RollcallSystem) async throws -> Void
    ) async throws {
        var plan = SystemPlan()
        plan.sandbox.googleChannelLife = life
        plan.entra["subscriptions"] = "{ manage: false }"
        plan.secrets["channel-token"] = "system-channel-token-77c0"
        try await RollcallSystem.with(plan) { system in
            let key = try system.sandbox.googleServiceAccountKey()
            try system.write(String(decoding: key, as: UTF8.self), to: "google.json")
            var plan = system.plan
            plan.moreConnectors = """
                  google:
                    type: google
                    serviceAccountKey: { file: google.json }
                    delegatedAdmin: \(plan.sandbox.googleDelegatedAdmin)
                    apiURL: \(system.sandbox.googleURL.absoluteString)
                    channelToken: { file: channel-token }
                    requestsPerSecond: 1000
                """
            plan.morePipelines = """
                  - name: google-jira
                    connector: google
                    target: jira
                    match: { source: primaryEmail, transforms: [{ before: "@" }], target: username }
                    scope: { include: [ { attribute: suspended, equals: false } ] }
                    mappings:
                      - { property: Department, from: "organizations[primary=true].department" }
                      - { property: Cost, from: customSchemas.HR.costCentre }
                      - { property: Manager, from: manager.name.fullName }
                """
            let text = plan.text(
                hooksPort: system.hooksPort, graph: system.sandbox.graphURL, authority: system.sandbox.authorityURL,
                jira: system.sandbox.jiraURL)
            try system.write(text, to: "rollcall.yaml")
            try await body(system)
        }
    }
}
