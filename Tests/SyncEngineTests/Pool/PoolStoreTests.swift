import Domain
import Foundation
import TestSupport
import Testing

@testable import SyncEngine

@Suite("The pool and its store")
struct PoolStoreTests {
    @Test("outlives a store that fails", arguments: [FaultyStore.Verb.claim, .pauses, .extend, .ledger])
    func failingVerbs(_ verb: FaultyStore.Verb) async throws {
        try await withScene { scene in
            await scene.addUsers(1...5)
            try await scene.markUsers(1...5)
            let store = FaultyStore(scene.store)
            store.faults.fail(verb)
            try await scene.running(scene.pool(over: store)) { _ in
                try await scene.elapse(for: .seconds(30))
                store.faults.mend(verb)
                try await scene.elapse { try await scene.isIdle() }
            }
            #expect(await scene.jira.writes.count == 5)
            #expect(try await scene.store.deadLetters().isEmpty)
        }
    }

    @Test("does a pass again whose end could not be stored, and tells what the first one wrote")
    func lostEnd() async throws {
        try await withScene { scene in
            await scene.addAda(at: [.department: "Research", .city: "Paris"])
            try await scene.mark()
            let store = FaultyStore(scene.store)
            store.faults.fail(.complete, times: 1)
            try await scene.running(scene.pool(over: store)) { _ in
                try await scene.elapse { store.faults.count(.complete) == 2 }
                try await scene.elapse { try await scene.isIdle() }
            }
            #expect(await scene.jira.writes.count == 1)
            let history = try await scene.history()
            #expect(history.map(\.old) == ["Paris"] && history.map(\.uncertain) == [false])
        }
    }

    @Test("waits between passes that the store does not let through, and does not go round in circles")
    func noSpin() async throws {
        try await withScene { scene in
            await scene.addAda()
            try await scene.mark()
            let store = FaultyStore(scene.store)
            store.faults.fail(.intend)
            try await scene.running(scene.pool(over: store)) { _ in
                try await scene.elapse(for: .seconds(60))
                store.faults.mend(.intend)
                try await scene.elapse { try await scene.isIdle() }
            }
            #expect(store.faults.count(.intend) <= 14)
            #expect(await scene.jira.writes.count == 1)
        }
    }

    @Test("neither writes nor records under a claim that it lost, and goes on working")
    func lostClaim() async throws {
        try await withScene { scene in
            await scene.addAda()
            await scene.addUsers(2...2)
            try await scene.mark()
            let store = FaultyStore(scene.store)
            scene.jira.readGate.close()
            try await scene.running(scene.pool(over: store, concurrency: 1)) { _ in
                try await scene.elapse { scene.jira.readGate.waiting == 1 }
                store.faults.fail(.extend)
                scene.time.advance(by: .seconds(61))
                // Another process takes the user over and is through first.
                let other = try #require(try await scene.claim().first)
                let ended = try await scene.store.complete(
                    other, as: .done(followUp: nil), record: PassRecord(outcome: .unchanged), at: scene.time.now)
                #expect(ended)
                scene.jira.readGate.open()
                try await scene.mark(.number(2))
                try await scene.elapse { await scene.jira.writes.count == 1 }
                try await scene.elapse { try await scene.isIdle() }
            }
            #expect(await scene.jira.writes.map(\.user) == ["KEY2"])
            #expect(try await scene.history().isEmpty)
            let last = try await scene.store.lastPasses(of: .ada)
            #expect(last["entra-jira"]?.outcome == .unchanged)
        }
    }

    @Test("shares its store with another pool: each user is synced once")
    func twoPools() async throws {
        try await withScene(rereads: []) { scene in
            await scene.addUsers(1...40)
            try await scene.markUsers(1...40)
            try await scene.running(scene.pool()) { _ in
                try await scene.running(scene.pool()) { _ in
                    try await scene.elapse { try await scene.isIdle() }
                }
            }
            #expect(await scene.jira.writes.count == 40)
            #expect(Set(await scene.entra.reads).count == 40)
            #expect(await scene.entra.reads.count == 40)
        }
    }
}
