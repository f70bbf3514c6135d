import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("Bursts")
struct BurstTests {
    @Test("a thousand notifications of one user cost a few reads, and the last value is written")
    func oneUser() async throws {
        var plan = SystemPlan()
        plan.workers["settle"] = "5s"
        plan.workers["rereads"] = "[300s]"
        try await RollcallSystem.with(plan, weight: 2) { system in
            let serving = try await system.serve()
            try await system.subscribed()
            let person = try #require(await system.staff().first)
            try await system.sandbox.edit(person.id, ["department": "Before"])
            let began = ContinuousClock.now
            try await system.sandbox.notify(Array(repeating: person.id, count: 500))
            try await system.sandbox.edit(person.id, ["department": "Middle"])
            try await system.sandbox.notify(Array(repeating: person.id, count: 500))
            try await system.sandbox.edit(person.id, ["department": "After"])
            try await waitUntil(.seconds(60), "all deliveries") {
                await system.sandbox.statistics().deliveriesAccepted >= 1_003
            }
            let took = ContinuousClock.now - began
            try await system.shows("After", of: person)
            try await system.settled()
            // One at once, one for each time that settle passed, one for what came last.
            let most = 2 + Int(took / .seconds(5)) + 1
            let reads = await system.sandbox.statistics().readsPerUser[person.id] ?? 0
            #expect(reads <= most, "\(reads) reads in \(took)")
            #expect(await system.sandbox.statistics().deliveriesLost == 0)
            let metrics = try await serving.metrics().body
            #expect(metrics.contains("rollcall_notifications_total{connector=\"entra\",result=\"accepted\"} 1003"))
        }
    }

    @Test("batches of many users, some forged, are taken for those that verify")
    func batches() async throws {
        try await RollcallSystem.with { system in
            _ = try await system.serve()
            try await system.subscribed()
            let people = await system.staff()
            try await system.sandbox.notify(people.map(\.id), inBatchesOf: 10)
            for person in people {
                try await system.shows(person.text("department"), of: person)
            }
        }
    }
}
