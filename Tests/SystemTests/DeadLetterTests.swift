import Domain
import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("A user who fails for good")
struct DeadLetterTests {
    @Test("becomes a dead letter after maxAttempts, and can be tried again or discarded beside serve")
    func life() async throws {
        var plan = SystemPlan.pushed
        plan.workers["maxAttempts"] = "3"
        try await RollcallSystem.with(plan) { system in
            let serving = try await system.serve()
            let people = await system.staff()
            let (first, second, healthy) = (people[0], people[1], people[2])
            for person in [first, second] {
                try await system.sandbox.setFault(
                    Fault(.status, at: .rest, status: 500, matching: "username=\(person.jiraUsername)"))
            }
            #expect(await system.push([first.id, second.id, healthy.id]) == 200)
            try await system.shows(healthy.text("department"), of: healthy)
            try await system.queue("to have two dead letters") { $0.deadLetters == 2 }

            let letters: [DeadLetterRow] = try await system.command("dead-letters", "list").decoded()
            #expect(Set(letters.map(\.user)) == [first.id, second.id])
            for letter in letters {
                #expect(letter.connector == "entra" && letter.pipeline == "entra-jira" && letter.attempts == 3)
                #expect(letter.error.contains("500"))
                #expect(!letter.since.isEmpty)
            }
            let queue = try await system.queue()
            #expect(queue.paused.isEmpty && queue.waiting == 0)
            #expect(queue.connectors["entra"]?.deadLetters == 2)
            #expect(
                try await serving.metrics().body.contains(
                    "rollcall_sync_requests{connector=\"entra\",state=\"dead\"} 2"))

            let mine = try #require(letters.first { $0.user == first.id })
            let other = try #require(letters.first { $0.user == second.id })
            #expect(try await system.command("dead-letters", "retry", "\(mine.id)").status == 0)
            try await waitUntil(.seconds(60), every: .milliseconds(150), "the second death") {
                let again: [DeadLetterRow] = try await system.command("dead-letters", "list").decoded()
                return again.contains { $0.user == first.id && $0.since > mine.since }
            }

            try await system.sandbox.clearFaults()
            #expect(try await system.command("dead-letters", "discard", "\(other.id)").status == 0)
            let left: [DeadLetterRow] = try await system.command("dead-letters", "list").decoded()
            #expect(left.map(\.user) == [first.id])
            let retried = try await system.command("dead-letters", "retry", "\(left.first?.id ?? 0)")
            #expect(retried.status == 0)
            #expect(try retried.json()["deadLetters"] == .number("1"))
            try await system.shows(first.text("department"), of: first)
            try await system.queue("to have no dead letters") { $0.deadLetters == 0 }
            #expect(await system.sandbox.jiraProperties(of: second.jiraUsername)["Department"] == nil)

            // Discarded is not banned: a new notification tries again.
            #expect(await system.push([second.id]) == 200)
            try await system.shows(second.text("department"), of: second)

            #expect(try await system.command("dead-letters", "retry", "999999").status == 1)
            #expect(try await system.command("dead-letters", "discard", "999999").status == 1)
            #expect(try await system.command("dead-letters", "retry", "--all").status == 0)
            #expect(try await system.command("dead-letters", "list").json() == .list([]))
        }
    }
}
