import Domain
import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("SIGTERM")
struct ShutdownTests {
    @Test("under load ends with 0 within 25 s, hands work back, and nothing is lost")
    func underLoad() async throws {
        var plan = SystemPlan.pushed
        plan.sandbox.companySize = 200
        try await RollcallSystem.with(plan, weight: 2) { system in
            let flood = Flood(system, people: Array(await system.staff().prefix(150)))
            let serving = try await system.serve()
            try await system.sandbox.setFault(Fault(.delay, at: .pages, seconds: 0.1))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await flood.round(seed: 1) }
                try await waitUntil(.seconds(60), "some writes") {
                    await system.sandbox.statistics().writesPerUser.count > 5
                }
                let began = ContinuousClock.now
                #expect(try await serving.terminate().description == "exit 0")
                #expect(ContinuousClock.now - began < .seconds(25))
                try await group.waitForAll()
            }
            let queue = try await system.queue()
            #expect(queue.running == 0 && queue.waiting > 0)
            try await system.sandbox.clearFaults()
            _ = try await system.serve()
            // Sooner than any term: what was handed back need not wait for it.
            try await waitUntil(.seconds(45), "all that was acknowledged to be written") { await flood.isWritten() }
            try await system.settled()
            try await flood.expectWholeHistory()
        }
    }

    @Test("while Jira hangs ends with 0 within 25 s and hands work back", arguments: [SIGTERM, SIGINT])
    func hanging(_ signal: Int32) async throws {
        try await RollcallSystem.with(.pushed) { system in
            let serving = try await system.serve()
            try await system.sandbox.setFault(Fault(.hang, at: .jira))
            let people = await system.staff().prefix(8)
            #expect(await system.push(people.map(\.id)) == 200)
            try await system.queue("to have running passes") { $0.running > 0 }
            let began = ContinuousClock.now
            serving.run.signal(signal)
            #expect(try await serving.run.end().description == "exit 0")
            #expect(ContinuousClock.now - began < .seconds(25))
            let queue = try await system.queue()
            #expect(queue.running == 0 && queue.waiting == people.count && queue.deadLetters == 0)
            try await system.sandbox.clearFaults()
            _ = try await system.serve()
            for person in people {
                try await system.shows(person.text("department"), of: person, within: .seconds(45))
            }
        }
    }
}
