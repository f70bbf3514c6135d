import Domain
import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("A Graph that fails")
struct DirectoryFaultTests {
    @Test(
        "answers 429, nonsense or half of it: nothing wrong is written, and the right value in the end",
        arguments: [
            Fault(.throttle, at: .users, requests: 3, retryAfter: 1),
            Fault(.throttle, at: .token, requests: 1, retryAfter: 1),
            Fault(.status, at: .users, requests: 3, status: 503, retryAfter: 1),
            Fault(.status, at: .users, requests: 3, status: 500), Fault(.status, at: .users, requests: 2, status: 401),
            Fault(.html, at: .users, requests: 3), Fault(.cutOff, at: .users, requests: 3),
            Fault(.huge, at: .users, requests: 3), Fault(.redirect, at: .users, requests: 3),
            Fault(.partial, at: .users, requests: 3), Fault(.status, at: .users, requests: 2, status: 403),
            Fault(.html, at: .token, requests: 2), Fault(.cutOff, at: .token, requests: 2),
        ])
    func fault(_ fault: Fault) async throws {
        var plan = SystemPlan.pushed
        plan.mappings = [
            "{ property: Department, from: department, whenEmpty: clear }",
            "{ property: Position, from: jobTitle, whenEmpty: clear }",
        ]
        try await RollcallSystem.with(plan) { system in
            let serving = try await system.serve()
            let people = await system.staff().prefix(3)
            for person in people {
                await system.sandbox.setJiraProperty("Department", of: person.jiraUsername, to: "Kept")
                await system.sandbox.setJiraProperty("Position", of: person.jiraUsername, to: person.text("jobTitle"))
            }
            try await system.sandbox.setFault(fault)
            #expect(await system.push(people.map(\.id)) == 200)
            for person in people { try await system.shows(person.text("department"), of: person) }
            try await system.settled()
            for person in people {
                let history = try await system.history(of: person)
                #expect(history.map(\.old) == ["Kept"] && history.map(\.new) == [person.text("department")])
                let properties = await system.sandbox.jiraProperties(of: person.jiraUsername)
                #expect(properties["Position"] == person.text("jobTitle"))
            }
            #expect(try await system.queue().deadLetters == 0)
            #expect(try await serving.readiness().status == 200)
        }
    }

    @Test("is throttled as a whole, by Retry-After, and says so")
    func throttled() async throws {
        try await RollcallSystem.with(.pushed) { system in
            let serving = try await system.serve()
            let people = await system.staff().prefix(6)
            try await system.sandbox.setFault(Fault(.throttle, at: .users, requests: 1, retryAfter: 4))
            let began = ContinuousClock.now
            #expect(await system.push(people.map(\.id)) == 200)
            let queue = try await system.queue("to pause") { !$0.paused.isEmpty }
            #expect(queue.paused.map(\.side) == ["connector"] && queue.paused.first?.reason == "throttled")
            #expect(try await serving.readiness().body.contains("connector entra"))
            for person in people { try await system.shows(person.text("department"), of: person) }
            #expect(ContinuousClock.now - began >= .seconds(3))
            // Those whose reads were under way may still come through; nobody asks again before its time.
            #expect(await system.sandbox.statistics().requests["graph.user"] ?? 0 <= 2 * people.count + 6)
        }
    }

    @Test("refuses the client secret: two tries, then it waits for another one")
    func refused() async throws {
        try await RollcallSystem.with(.pushed) { system in
            try system.write("a-wrong-client-secret", to: "entra-secret")
            let serving = try await system.serve()
            let people = await system.staff().prefix(4)
            #expect(await system.push(people.map(\.id)) == 200)
            try await system.queue("to pause") { $0.paused.first?.reason == "credentials" }
            #expect(try await serving.readiness().status == 200)
            #expect(await system.sandbox.statistics().requests["graph.token"] ?? 0 <= 2)
            try system.write(system.plan.sandbox.clientSecret, to: "entra-secret")
            serving.run.signal(SIGHUP)
            for person in people { try await system.shows(person.text("department"), of: person) }
            #expect(try await system.queue().deadLetters == 0)
        }
    }
}
