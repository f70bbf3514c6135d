import Domain
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import SyncEngine

@Suite("Subscriptions")
struct SubscriptionTests {
    private func record(
        _ id: String, of connector: String = "entra", state: SubscriptionRecord.State = .active
    ) -> SubscriptionRecord {
        SubscriptionRecord(
            connector: connector, kind: "subscription", id: id, state: state, expires: nil,
            notificationURL: "https://hooks.example.com/hooks/entra", secretDigest: "digest")
    }

    @Test("on record are known by connector, active ones alone")
    func roster() async throws {
        try await withScene { scene in
            let roster = SubscriptionRoster()
            try await scene.store.save(record("a"))
            try await scene.store.save(record("b", state: .removed))
            try await scene.store.save(record("c", of: "okta"))
            try await roster.refresh(from: scene.store)
            #expect(roster.subscriptions(of: "entra").ids == ["a"])
            #expect(roster.subscriptions(of: "okta").ids == ["c"])
            #expect(roster.subscriptions(of: "google").ids.isEmpty)
            try await scene.store.removeSubscription(connector: "entra", kind: "subscription", id: "a")
            try await roster.refresh(from: scene.store)
            #expect(roster.subscriptions(of: "entra").ids.isEmpty)
        }
    }

    @Test("are made when the listener is up, and looked at again at intervals")
    func keeps() async throws {
        try await withScene { scene in
            let roster = SubscriptionRoster()
            let listening = Gate()
            listening.close()
            let calls = Mutex(0)
            let keeper = SubscriptionKeeper(
                [
                    .init(connector: "entra", checkEvery: .seconds(900)) {
                        calls.withLock { $0 += 1 }
                        try await scene.store.save(record("a"))
                    }
                ], roster: roster, store: scene.store, listening: { try await listening.pass() }, time: scene.time,
                logger: Scene.logger)
            #expect(roster.subscriptions(of: "entra").isCreating)
            try await scene.running(service: keeper) { _ in
                try await waitUntil { listening.waiting == 1 }
                #expect(calls.withLock { $0 } == 0)
                listening.open()
                try await waitUntil { !roster.subscriptions(of: "entra").isCreating }
                #expect(roster.subscriptions(of: "entra").ids == ["a"])
                try await waitUntil { scene.time.sleepers == 2 }
                scene.time.advance(by: .seconds(899))
                #expect(calls.withLock { $0 } == 1)
                scene.time.advance(by: .seconds(1))
                try await waitUntil { calls.withLock { $0 } == 2 }
            }
        }
    }

    @Test("that cannot be made are tried again sooner, and do not hold up those of another connector")
    func retries() async throws {
        try await withScene { scene in
            let roster = SubscriptionRoster()
            let calls = Mutex(0)
            let keeper = SubscriptionKeeper(
                [
                    .init(connector: "entra", checkEvery: .seconds(86_400)) {
                        if calls.withLock({ calls in
                            calls += 1
                            return calls < 4
                        }) {
                            throw StoreError(.full, cause: "scripted")
                        }
                    },
                    .init(connector: "okta", checkEvery: .seconds(86_400)) {},
                ], roster: roster, store: scene.store, listening: {}, time: scene.time, logger: Scene.logger)
            try await scene.running(service: keeper) { _ in
                try await waitUntil { !roster.subscriptions(of: "okta").isCreating }
                // Notifications may come for one whose answer got lost.
                #expect(roster.subscriptions(of: "entra").isCreating)
                try await scene.elapse { calls.withLock { $0 } == 4 }
                try await waitUntil { !roster.subscriptions(of: "entra").isCreating }
            }
        }
    }

    @Test("are not waited for when the service stops before the listener is up")
    func stopsEarly() async throws {
        try await withScene { scene in
            let listening = Gate()
            listening.close()
            let keeper = SubscriptionKeeper(
                [.init(connector: "entra", checkEvery: .seconds(900)) {}], roster: SubscriptionRoster(),
                store: scene.store, listening: { try await listening.pass() }, time: scene.time, logger: Scene.logger)
            try await scene.running(service: keeper) { _ in
                try await waitUntil { listening.waiting == 1 }
            }
        }
    }
}
