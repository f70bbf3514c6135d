import Domain
import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("SIGHUP")
struct ReloadTests {
    @Test("has a webhook's secret read again: the new one is taken, the old one refused")
    func webhookSecret() async throws {
        try await RollcallSystem.with(.pushed) { system in
            let serving = try await system.serve()
            let person = try #require(await system.staff().first)
            #expect(await system.push([person.id]) == 200)
            let next = "rotated-feed-authorization"
            #expect(await system.push([person.id], secret: next) == 401)
            try system.write(next, to: "feed-secret")
            #expect(await system.push([person.id]) == 200)
            serving.run.signal(SIGHUP)
            try await waitUntil(.seconds(30), "the new secret") {
                await system.push([person.id], secret: next) == 200
            }
            #expect(await system.push([person.id]) == 401)
            #expect(!serving.run.err.contains(next))
        }
    }

    @Test("with a broken file changes nothing and says what is wrong")
    func brokenFile() async throws {
        try await RollcallSystem.with(.pushed) { system in
            let serving = try await system.serve()
            let person = try #require(await system.staff().first)
            try FileManager.default.removeItem(at: system.folder.appending(path: "feed-secret"))
            serving.run.signal(SIGHUP)
            try await serving.logged("the problem") {
                $0["level"]?.text == "error" && $0["message"]?.text?.contains("feed-secret") == true
            }
            #expect(await system.push([person.id]) == 200)
            try await system.shows(person.text("department"), of: person)
        }
    }

    @Test("after Jira refused the password resumes the lane; until then at most two sign-ins were tried")
    func jiraPassword() async throws {
        try await RollcallSystem.with(.pushed) { system in
            try system.write("a-wrong-jira-password", to: "jira-password")
            let serving = try await system.serve()
            let people = await system.staff().prefix(5)
            #expect(await system.push(people.map(\.id)) == 200)
            try await system.queue("to pause") { $0.paused.first?.reason == "credentials" }
            #expect(await system.sandbox.statistics().refusedSignIns == 1)
            #expect(try await serving.readiness().body.contains("target jira"))

            // A restart alone is no change.
            try await serving.terminate()
            let again = try await system.serve()
            #expect(await system.push(people.map(\.id)) == 200)
            try await again.logged("a beat") { $0["message"] != nil }
            #expect(await system.sandbox.statistics().refusedSignIns <= 2)

            try system.write(system.plan.sandbox.jiraPassword, to: "jira-password")
            again.run.signal(SIGHUP)
            for person in people { try await system.shows(person.text("department"), of: person) }
            let queue = try await system.queue()
            #expect(queue.paused.isEmpty && queue.deadLetters == 0)
            #expect(await system.sandbox.statistics().refusedSignIns <= 2)
        }
    }
}
