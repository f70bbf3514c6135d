import Domain
import Foundation
import TestSupport
import Testing

@testable import SyncEngine

@Suite("What a run takes")
struct RunBoundsTests {
    @Test("is a page at a time: no page is asked for before the one before it is stored")
    func pages() async throws {
        try await withScene { scene in
            await scene.employ(1...12)
            await scene.entra.list(pageSize: 4)
            scene.entra.pageGate.close()
            guard
                case .started(let worker) = try await scene.engine().start(
                    .simulate, depth: .deep, pipelines: ["entra-jira"], person: nil)
            else { return }
            async let working = worker.work()
            for page in 0..<3 {
                try await waitUntil { scene.entra.pageGate.waiting == 1 }
                let present = try #require(try await scene.store.run(worker.run.id))
                #expect(present.only.users == page * 4)
                #expect(try await scene.store.plans(of: present.id, after: 0, limit: 100).count == page * 4)
                scene.entra.pageGate.letOne()
            }
            #expect(try await working.only.users == 12)
        }
    }

    @Test("is no more of a target than its room, while it plans and while it writes", arguments: [1, 3])
    func concurrency(_ concurrency: Int) async throws {
        try await withScene { scene in
            await scene.employ(1...20)
            try await scene.run(engine: scene.engine(concurrency: concurrency))
            #expect(await scene.jira.mostAtOnce <= concurrency)
            #expect(await scene.jira.writes.count == 20)
        }
    }

    @Test("is low in priority: its requests let all others go first")
    func priority() async throws {
        try await withScene { scene in
            await scene.employ(1...3)
            try await scene.run()
            #expect(await Set(scene.entra.priorities) == [.bulk])
            await scene.put(1, ["department": .text("New"), "city": .text("London")])
            scene.time.advance(by: .seconds(10))
            try await scene.sync(.padded(1))
            #expect(await scene.entra.priorities.last == .ordinary)
        }
    }

    @Test("of a target is half of its room while the pool runs, and little of it while more waits than there is room")
    func occupancy() async throws {
        let occupancy = LaneOccupancy(concurrency: 4)
        for _ in 0..<2 { await occupancy.enterBulk(.jira) }
        let entered = Flag()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                await occupancy.enterBulk(.jira)
                entered.raise()
            }
            try await waitUntil { await occupancy.waitingInBulk(.jira) == 1 }
            #expect(await occupancy.slots(for: [.entraJira], resolving: []).map(\.limit) == [2])
            await occupancy.crowd([.jira])
            await occupancy.leaveBulk(.jira)
            #expect(await occupancy.waitingInBulk(.jira) == 1)
            await occupancy.crowd([])
            try await waitUntil { entered.isRaised }
        }
        #expect(await occupancy.slots(for: [.entraJira], resolving: []).map(\.limit) == [2])
    }

    @Test("leaves the looks alone that are still due: it makes the next one early")
    func followUps() async throws {
        try await withScene { scene in
            await scene.employ(1...1, at: [.department: "Research", .city: "London"])
            try await scene.sync(.padded(1))
            let key = RequestKey(.padded(1), pipeline: "entra-jira")
            #expect(try await scene.store.known([key], at: scene.time.now)[key]?.isFollowedUp == true)
            scene.time.advance(by: .seconds(1))
            await scene.put(1, ["department": .text("New"), "city": .text("London")])
            let run = try await scene.run()
            #expect(run.only.outcomes == [.written: 1])
            #expect(run.only.missedNotifications == 0)
            #expect(try await scene.history(of: .padded(1)).map(\.cause) == [.news])
        }
    }
}
