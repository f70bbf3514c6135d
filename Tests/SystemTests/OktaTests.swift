import Domain
import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("An Okta org")
struct OktaTests {
    @Test("is told to call at start, and a change there arrives in Jira; a new secret takes the old one's place")
    func roundTrip() async throws {
        try await Self.with { system in
            let serving = try await system.serve()
            try await serving.logged("the hook to be in place") { $0["message"]?.text?.contains("in place") == true }
            let people = await system.sandbox.people(of: .okta)
            let person = try #require(people.dropFirst().first)
            try await system.sandbox.edit(person.id, ["profile.department": "<One> & 👩🏽‍💻"])
            try await system.shows("<One> & 👩🏽‍💻", of: person)
            let manager = try #require(people.first { [$0.id, $0.login].contains(person.managerID) })
            try await system.shows(manager.displayName, as: "Manager", of: person)
            let history: [HistoryRow] = try await system.command("history", "okta", person.login).decoded()
            #expect(Set(history.map(\.cause.kind)) == ["notification"])

            try system.write("the-next-hook-secret", to: "okta-hook-secret")
            serving.run.signal(SIGHUP)
            try await serving.logged("the reload") { $0["message"]?.text?.contains("read again") == true }
            // The check that comes each second finds that the hook has another secret.
            try await waitUntil(.seconds(60), every: .milliseconds(300), "a change to arrive by the new secret") {
                let value = "Two \(UUID())"
                try await system.sandbox.edit(person.id, ["profile.department": value])
                return (try? await system.shows(value, of: person, within: .seconds(2))) != nil
            }
            // The same hook was verified again; a reread may bring the change before that.
            var verified: [SandboxEvent] = []
            try await waitUntil(.seconds(60), "the hook to be verified again") {
                verified = await system.sandbox.events().filter { $0.system == .okta && $0.kind == .subscribed }
                return verified.count == 2
            }
            #expect(Set(verified.map(\.subject)).count == 1)
            #expect(!serving.run.err.contains("the-next-hook-secret"))
        }
    }

    @Test(
        "that answers 429, nonsense or half of it: nothing wrong is written, and the right value in the end",
        arguments: [
            Fault(.throttle, at: .oktaUsers, requests: 3, retryAfter: 1),
            Fault(.status, at: .oktaUsers, requests: 3, status: 503, retryAfter: 1),
            Fault(.status, at: .oktaUsers, requests: 3, status: 500), Fault(.html, at: .oktaUsers, requests: 3),
            Fault(.cutOff, at: .oktaUsers, requests: 3), Fault(.huge, at: .oktaUsers, requests: 3),
            Fault(.redirect, at: .oktaUsers, requests: 3), Fault(.status, at: .oktaUsers, requests: 2, status: 403),
        ])
    func fault(_ fault: Fault) async throws {
        try await Self.with { system in
            let serving = try await system.serve()
            try await serving.logged("the hook to be in place") { $0["message"]?.text?.contains("in place") == true }
            let person = try #require(await system.sandbox.people(of: .okta).dropFirst().first)
            await system.sandbox.setJiraProperty("Department", of: person.jiraUsername, to: "Kept")
            await system.sandbox.setJiraProperty("Position", of: person.jiraUsername, to: "Kept, too")
            try await system.sandbox.setFault(fault)
            try await system.sandbox.edit(person.id, ["profile.department": "New", "profile.title": nil])
            try await system.shows("New", of: person)
            try await system.shows(nil, as: "Position", of: person)
            try await system.settled()
            let history: [HistoryRow] = try await system.command("history", "okta", person.id).decoded()
            #expect(history.first { $0.attribute == "Department" }?.old == "Kept")
            #expect(history.count { $0.attribute == "Department" } == 1)
            #expect(try await system.queue().deadLetters == 0)
        }
    }

    @Test("whose challenge comes without the Authorization header is not believed, and the log says so")
    func challenge() async throws {
        var plan = SystemPlan()
        plan.sandbox.oktaChallengeIsAuthorized = false
        try await Self.with(plan) { system in
            let serving = try await system.serve()
            try await serving.logged("the refusal") {
                $0["reason"]?.text?.contains("challenge came without an Authorization header") == true
            }
            try await serving.logged("that the hook is not in place") {
                $0["message"]?.text?.contains("not in place") == true
                    && $0["error"]?.text?.contains("could not verify") == true
            }
            #expect(try await serving.readiness().status == 200)
        }
    }

    @Test("that refuses the token is asked twice at most, and says so")
    func token() async throws {
        try await Self.with { system in
            try system.write("another-token", to: "okta-token")
            let checked = try await system.command("check", "--online")
            #expect(checked.status == 1)
            #expect(checked.out.contains("apiToken"))
            let before = await system.sandbox.statistics().requests
            let serving = try await system.serve()
            try await system.queue("to pause") {
                $0.paused.first?.name == "okta" && $0.paused.first?.reason == "credentials"
            }
            let asked = await system.sandbox.statistics().requests.filter { $0.key.hasPrefix("okta") }
            #expect(asked.values.reduce(0, +) - before.filter { $0.key.hasPrefix("okta") }.values.reduce(0, +) <= 2)
            #expect(try await serving.readiness().body.contains("connector okta"))
            try system.write(system.plan.sandbox.oktaToken, to: "okta-token")
            serving.run.signal(SIGHUP)
            try await serving.logged("the hook to be in place", within: .seconds(90)) {
                $0["message"]?.text?.contains("are in place") == true
            }
        }
    }

    /// With a configuration of its own: Okta alone, and Jira.
    private static func with(
        _ plan: SystemPlan = SystemPlan(), _ body: @Sendable (RollcallSystem) async throws -> Void
    ) async throws {
        var plan = plan
        plan.secrets["okta-token"] = plan.sandbox.oktaToken
        plan.secrets["okta-hook-secret"] = "okta-hook-secret-5d1f"
        try await RollcallSystem.with(plan) { system in
            try system.write(configuration(of: system), to: "rollcall.yaml")
            try await body(system)
        }
    }

    private static func configuration(of system: RollcallSystem) -> String {
        let sandbox = system.sandbox
        return """
            hooks: { listen: "127.0.0.1:\(system.hooksPort)", publicURL: "http://127.0.0.1:\(system.hooksPort)" }
            console: { listen: "127.0.0.1:0", metrics: open }
            store: { url: "sqlite:rollcall.db" }
            workers: { concurrency: 4, maxAttempts: 5, retryBase: 100ms, retryCap: 500ms, settle: 200ms, rereads: [500ms, 2s] }
            connectors:
              okta:
                type: okta
                orgURL: \(sandbox.oktaURL.absoluteString)
                apiToken: { file: okta-token }
                hookSecret: { file: okta-hook-secret }
                subscriptions: { manage: true, checkEvery: 1s }
                requestsPerSecond: 1000
            targets:
              jira:
                type: jira
                baseURL: \(sandbox.jiraURL.absoluteString)
                username: \(sandbox.configuration.jiraUsername)
                password: { file: jira-password }
                requestsPerSecond: 1000
            pipelines:
              - name: okta-jira
                connector: okta
                target: jira
                match: { source: profile.login, transforms: [{ before: "@" }], target: username }
                scope: { include: [ { attribute: status, equals: ACTIVE } ] }
                mappings:
                  - { property: Department, from: profile.department, whenEmpty: clear }
                  - { property: Position, from: profile.title, whenEmpty: clear }
                  - { property: Manager, from: manager.profile.displayName }
            """
    }
}
