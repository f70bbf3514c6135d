import Domain
import Foundation
import TestSupport
import Testing

@testable import SyncEngine

@Suite("The worker pool")
struct WorkerPoolTests {
    @Test("syncs whoever is marked, also before it was started")
    func syncs() async throws {
        try await withScene { scene in
            await scene.addAda(at: [.city: "Paris"])
            try await scene.mark()
            try await scene.running(scene.pool()) { _ in
                try await scene.elapse { try await scene.isIdle() }
            }
            #expect(await scene.jira.values(of: "JIRAUSER1") == [.department: "Research", .city: "London"])
            #expect(try await scene.history().count == 2)
        }
    }

    @Test("reads the IdP once for all pipelines of a user, with everything that they need")
    func oneRead() async throws {
        try await withScene { scene in
            await scene.addAda()
            let wiki = ScriptedTarget("wiki")
            await wiki.put(.ada)
            let mapping = Mapping(target: .other, source: .from(.path("mail")))
            let second = Route(
                pipeline: .named("entra-wiki", target: "wiki", mappings: [mapping]), directory: scene.entra,
                target: .live(wiki))
            await scene.entra.put("ada-id", Scene.ada.merging(["mail": .text("ada@example.com")]) { $1 })
            try await scene.store.mark(
                Fanout([.entraJira, second.pipeline]).marks(for: .ada, cause: .news), at: scene.time.now)
            try await scene.running(scene.pool([scene.route, second])) { _ in
                try await scene.elapse { try await scene.isIdle() }
            }
            #expect(await scene.entra.reads == ["ada-id"])
            #expect(
                await scene.entra.paths == [
                    [.path("userPrincipalName"), .path("department"), .path("city"), .path("mail")]
                ])
            #expect(await scene.jira.writes.count == 1)
            #expect(await wiki.values(of: "JIRAUSER1") == [.other: "ada@example.com"])
        }
    }

    @Test("makes one sync of a thousand notifications for a user who waits")
    func thousandNotifications() async throws {
        try await withScene(rereads: []) { scene in
            await scene.addAda()
            for number in 0..<1000 {
                try await scene.mark(cause: Cause(.notification, id: "delivery-\(number)"))
            }
            try await scene.running(scene.pool()) { _ in
                try await scene.elapse { try await scene.isIdle() }
                try await scene.elapse(for: .seconds(20))
            }
            #expect(await scene.entra.reads.count == 1)
            #expect(await scene.jira.writes.count == 1)
        }
    }

    @Test("syncs again when a notification comes during a sync, and not before the user has settled")
    func notificationDuringSync() async throws {
        try await withScene(settle: .seconds(5)) { scene in
            await scene.addAda()
            scene.jira.writeGate.close()
            try await scene.mark()
            try await scene.running(scene.pool()) { _ in
                try await scene.elapse { scene.jira.writeGate.waiting == 1 }
                await scene.entra.put("ada-id", Scene.ada.merging(["city": .text("Turin")]) { $1 })
                for _ in 0..<10 { try await scene.mark(cause: Cause(.notification, id: "second")) }
                scene.jira.writeGate.open()
                try await scene.elapse { try await scene.isIdle() }
            }
            #expect(await scene.jira.values(of: "JIRAUSER1")[.city] == "Turin")
            #expect(await scene.entra.reads.count == 2)
            let times = try await scene.history().map(\.time)
            #expect((times.max() ?? .now).timeIntervalSince(times.min() ?? .now) >= 5)
            #expect(try await scene.history().first?.cause.id == "second")
        }
    }

    @Test("goes from one user to the next by itself, whatever the clock does", arguments: [1, 3])
    func noLostWake(_ concurrency: Int) async throws {
        try await withScene { scene in
            await scene.addUsers(1...12)
            try await scene.markUsers(1...12)
            // The second pipeline has nothing to do, and must not cost the first one its turn.
            let idle = scene.route(.named("entra-zzz"))
            try await scene.running(scene.pool([scene.route, idle], concurrency: concurrency)) { _ in
                try await waitUntil(.seconds(30), "all to be synced") { try await scene.isIdle() }
            }
            #expect(await scene.jira.writes.count == 12)
            #expect(await scene.jira.mostAtOnce <= concurrency)
        }
    }

    @Test("starts at once when it is woken")
    func wake() async throws {
        try await withScene { scene in
            await scene.addAda()
            let wake = Wake()
            try await scene.running(scene.pool(wake: wake)) { _ in
                try await waitUntil { scene.time.sleepers == 2 }
                try await scene.mark()
                wake.signal()
                try await waitUntil { await scene.jira.writes.count == 1 }
            }
        }
    }

    @Test("gives events before what people asked for before bulk work")
    func priorities() async throws {
        try await withScene(rereads: []) { scene in
            await scene.addUsers(1...6)
            for (number, priority) in [(1, Priority.bulk), (2, .manual), (3, .event), (4, .bulk), (5, .event)] {
                try await scene.mark(.number(number), priority: priority)
                scene.time.advance(by: .seconds(1))
            }
            try await scene.running(scene.pool(concurrency: 1)) { _ in
                try await scene.elapse { try await scene.isIdle() }
            }
            #expect(await scene.entra.reads == ["user-3", "user-5", "user-2", "user-1", "user-4"])
        }
    }

    @Test("prolongs the claims of passes that take long")
    func longPass() async throws {
        try await withScene { scene in
            await scene.addAda()
            scene.jira.writeGate.close()
            try await scene.mark()
            try await scene.running(scene.pool()) { _ in
                try await scene.elapse { scene.jira.writeGate.waiting == 1 }
                try await scene.elapse(for: .seconds(300), step: .seconds(2))
                #expect(try await scene.claim().isEmpty)
                scene.jira.writeGate.open()
                try await scene.elapse { try await scene.isIdle() }
            }
            #expect(await scene.jira.writes.count == 1)
            #expect(try await scene.history().count == 2)
        }
    }

    @Test("says that it is at work as long as it is")
    func pulse() async throws {
        try await withScene { scene in
            let pool = scene.pool()
            #expect(pool.pulse.lastBeat == nil)
            try await scene.running(pool) { _ in
                let start = scene.time.now
                try await waitUntil { pool.pulse.lastBeat == start }
                try await scene.elapse { pool.pulse.lastBeat ?? start > start + 5 }
            }
            #expect(pool.pulse.lastBeat == nil)
        }
    }

    @Test("does not wait for a clock that was set back", arguments: [false, true])
    func clockSetBack(_ wasHeld: Bool) async throws {
        try await withScene { scene in
            await scene.addAda()
            try await scene.mark()
            // A process that took the user and died.
            if wasHeld { _ = try await scene.claim() }
            scene.time.setClock(by: .seconds(-10_800))
            let start = scene.time.now
            try await scene.running(scene.pool()) { _ in
                try await scene.elapse { try await scene.isIdle() }
            }
            #expect(scene.time.now.timeIntervalSince(start) < 120)
            #expect(await scene.jira.writes.count == 1)
        }
    }

    @Test("notices that the clock is set back while it runs")
    func clockSetBackMeanwhile() async throws {
        try await withScene { scene in
            await scene.addAda()
            await scene.jira.fail("JIRAUSER1", with: .refused)
            try await scene.mark()
            try await scene.running(scene.pool()) { _ in
                try await scene.elapse { await scene.jira.reads.count == 1 }
                try await waitUntil {
                    try await scene.store.queueStatus(at: scene.time.now).connectors["entra"]?.waiting == 1
                }
                await scene.jira.fail("JIRAUSER1", with: nil)
                scene.time.setClock(by: .seconds(-10_800))
                let start = scene.time.now
                try await scene.elapse { await scene.jira.writes.count == 1 }
                #expect(scene.time.now.timeIntervalSince(start) < 120)
            }
        }
    }
}
