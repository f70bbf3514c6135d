import Domain
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import SyncEngine

@Suite("Subscriptions")
struct SubscriptionTests {
    private func record(
        _ id: String, of connector: String = "entra", state: SubscriptionRecord.State = .active,
        resource: String? = nil, expires: Date? = nil
    ) -> SubscriptionRecord {
        SubscriptionRecord(
            connector: connector, kind: "subscription", id: id, state: state, expires: expires,
            notificationURL: "https://hooks.example.com/hooks/entra", secretDigest: "digest", resource: resource)
    }

    @Test("show when the first of a kind ends, whatever order they are in, and nothing of those that are replaced")
    func firstEnds() {
        let start = ManualTime.start
        let records = [
            record("a", of: "google", expires: start.addingTimeInterval(50)),
            record("b", of: "google", expires: start.addingTimeInterval(20)),
            record("c", of: "google", expires: start.addingTimeInterval(90)),
            record("d", of: "google", state: .replaced, expires: start.addingTimeInterval(5)),
            record("e", of: "google", state: .pending, expires: start), record("f", of: "okta"),
            record("g", of: "entra", expires: start.addingTimeInterval(7)),
        ]
        for order in [records, records.reversed()] {
            let ends = GaugeRefresh.firstEnds(of: order).sorted { $0.connector < $1.connector }
            #expect(ends.map(\.connector) == ["entra", "google"])
            #expect(ends.map { $0.at.timeIntervalSince(start) } == [7, 20])
            #expect(ends.allSatisfy { $0.thing == "subscription" })
        }
    }

    @Test("on record are known by connector with what they watch, also replaced ones and not removed ones")
    func roster() async throws {
        try await withScene { scene in
            let roster = SubscriptionRoster()
            try await scene.store.save(record("a"))
            try await scene.store.save(record("b", state: .removed))
            try await scene.store.save(record("c", of: "okta"))
            try await scene.store.save(record("late", of: "chat", state: .replaced, resource: "r"))
            try await scene.store.save(record("asked", of: "chat", state: .pending))
            try await roster.refresh(from: scene.store)
            #expect(roster.subscriptions(of: "entra").ids == ["a"])
            #expect(roster.subscriptions(of: "okta").ids == ["c"])
            #expect(roster.subscriptions(of: "chat").ids == ["late", "asked"])
            #expect(roster.subscriptions(of: "chat").resources == ["late": "r"])
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
                    .making(connector: "entra", checkEvery: .seconds(900)) {
                        calls.withLock { $0 += 1 }
                        try await scene.store.save(record("a"))
                        return nil
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

    @Test("are looked at again when they are due, however long the interval is, but not in a breathless row")
    func due() async throws {
        try await withScene { scene in
            let calls = Mutex(0)
            let waits: [TimeInterval] = [600, -7, 100_000, 0]
            let keeper = SubscriptionKeeper(
                [
                    .making(connector: "google", checkEvery: .seconds(86_400)) {
                        let call = calls.withLock { calls in
                            calls += 1
                            return calls - 1
                        }
                        return call < waits.count ? scene.time.now.addingTimeInterval(waits[call]) : nil
                    }
                ], roster: SubscriptionRoster(), store: scene.store, listening: {}, time: scene.time,
                logger: Scene.logger)
            try await scene.running(service: keeper) { _ in
                for (index, wait) in [599, 1, 86_400, 1].enumerated() {
                    try await waitUntil { scene.time.sleepers == 2 }
                    #expect(calls.withLock { $0 } == index + 1)
                    if index == 0 {
                        scene.time.advance(by: .seconds(wait))
                        #expect(calls.withLock { $0 } == 1)
                    }
                    scene.time.advance(by: .seconds(index == 0 ? 1 : wait))
                    try await waitUntil { calls.withLock { $0 } == index + 2 }
                }
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
                    .making(connector: "entra", checkEvery: .seconds(86_400)) {
                        if calls.withLock({ calls in
                            calls += 1
                            return calls < 4
                        }) {
                            throw StoreError(.full, cause: "scripted")
                        }
                        return nil
                    },
                    .making(connector: "okta", checkEvery: .seconds(86_400)) { nil },
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
                [.making(connector: "entra", checkEvery: .seconds(900)) { nil }], roster: SubscriptionRoster(),
                store: scene.store, listening: { try await listening.pass() }, time: scene.time, logger: Scene.logger)
            try await scene.running(service: keeper) { _ in
                try await waitUntil { listening.waiting == 1 }
            }
        }
    }

    @Test("that another process made are known within a second")
    func follows() async throws {
        try await withScene { scene in
            let roster = SubscriptionRoster()
            let keeper = SubscriptionKeeper(
                [], roster: roster, store: scene.store, listening: {}, time: scene.time, logger: Scene.logger)
            try await scene.running(service: keeper) { _ in
                try await waitUntil { scene.time.sleepers == 1 }
                try await scene.store.save(record("a", of: "google"))
                scene.time.advance(by: .seconds(1))
                try await waitUntil { roster.subscriptions(of: "google").ids == ["a"] }
            }
        }
    }

    @Test("are made and ended on demand, each connector's alone or all, and one that fails keeps no other from it")
    func operations() async throws {
        try await withScene { scene in
            let calls = Mutex<[String]>([])
            let managed = ["entra", "okta"].map { name in
                ManagedSubscriptions(
                    connector: name, checkEvery: .seconds(900),
                    ensure: {
                        calls.withLock { $0.append("ensure \(name)") }
                        if name == "entra" { throw StoreError(.full, cause: "scripted") }
                        try await scene.store.save(record("b", of: name))
                        return nil
                    },
                    delete: {
                        calls.withLock { $0.append("delete \(name)") }
                        return [record("b", of: name)]
                    })
            }
            await #expect(throws: StoreError.self) {
                try await scene.operations().ensureSubscriptions(of: nil, among: managed)
            }
            #expect(try await scene.operations().subscriptions().map(\.id) == ["b"])
            #expect(try await scene.operations().ensureSubscriptions(of: "okta", among: managed).count == 1)
            let ended = try await scene.operations().deleteSubscriptions(of: "okta", among: managed)
            #expect(ended.map(\.connector) == ["okta"] && ended.first?.lastNotification == nil)
            #expect(calls.withLock { $0 } == ["ensure entra", "ensure okta", "ensure okta", "delete okta"])
            await #expect(throws: OperationError.self) {
                try await scene.operations().deleteSubscriptions(of: "google", among: managed)
            }
        }
    }
}

extension ManagedSubscriptions {
    /// Never ended.
    fileprivate static func making(
        connector: String, checkEvery: Duration, ensure: @escaping @Sendable () async throws -> Date?
    ) -> ManagedSubscriptions {
        ManagedSubscriptions(connector: connector, checkEvery: checkEvery, ensure: ensure, delete: { [] })
    }
}
