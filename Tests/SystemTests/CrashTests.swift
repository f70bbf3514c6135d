import Domain
import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("A process that is killed")
struct CrashTests {
    @Test("loses nothing that it acknowledged, whenever it dies, and records every change once")
    func flood() async throws {
        var plan = SystemPlan.pushed
        plan.sandbox.companySize = 400
        plan.sandbox.seed = 7
        plan.workers["concurrency"] = "8"
        try await RollcallSystem.with(plan, weight: 2) { system in
            let flood = Flood(system, people: Array(await system.staff().prefix(300)))
            var generator = SeededGenerator(seed: 20_261_125)
            var serving = try await system.serve()
            for number in 0..<5 {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await flood.round(seed: UInt64(number)) }
                    let moment = Int.random(in: 50...1200, using: &generator)
                    try await Task.sleep(for: .milliseconds(moment))
                    try await serving.run.killNow()
                    serving = try await system.serve()
                    try await group.waitForAll()
                }
            }
            #expect(flood.acknowledged > 200)
            // Terms of the dead run out after a minute.
            try await waitUntil(.seconds(150), "all that was acknowledged to be written") { await flood.isWritten() }
            try await system.settled()
            try await flood.expectWholeHistory()
            #expect(try await system.queue().deadLetters == 0)
        }
    }

    @Test("between writing and recording leaves the change on record, once, with its cause")
    func betweenWriteAndRecord() async throws {
        try await RollcallSystem.with(.pushed) { system in
            let serving = try await system.serve("--log-level", "debug")
            let people = await system.staff()
            #expect(await system.push([people[1].id]) == 200)
            try await serving.synced(people[1].id, as: "written")
            let person = people[0]
            try await system.sandbox.setFault(Fault(.delay, at: .pages, seconds: 0.4))
            #expect(await system.push([person.id]) == 200)
            try await waitUntil(.seconds(60), "the first write") {
                await system.sandbox.statistics().writesPerUser[person.jiraUsername, default: 0] == 1
            }
            try await serving.run.killNow()
            let delivery = try await serving.logged("the second delivery") {
                $0["message"]?.text == "delivery accepted"
                    && $0
                        != serving.log.first {
                            $0["message"]?.text == "delivery accepted"
                        }
            }
            try await system.sandbox.clearFaults()
            let again = try await system.serve()
            try await again.logged("the pass after the term", within: .seconds(120)) {
                $0["user"]?.text == person.id && $0["outcome"] != nil
            }
            let history = try await system.history(of: person)
            #expect(history.count == 3 && Set(history.map(\.attribute)) == ["Department", "Position", "Phone"])
            #expect(history.allSatisfy { !$0.uncertain && $0.old == nil && $0.cause.id == delivery["delivery"]?.text })
            #expect(await system.sandbox.statistics().writesPerUser[person.jiraUsername] == 3)
        }
    }
}
