import Domain
import Foundation
import TestSupport
import Testing

@testable import SyncEngine

@Suite("Retention")
struct RetentionTests {
    private func keeper(_ scene: Scene, over store: any Store, deliveries: Duration) -> RetentionKeeper {
        RetentionKeeper(
            store: store, deliveries: deliveries, history: .seconds(365 * 86_400), time: scene.time,
            logger: Scene.logger)
    }

    private func deliver(_ scene: Scene, _ id: String) async throws -> Acceptance {
        try await scene.store.accept(
            DeliveryRecord(
                id: UUID().uuidString, connector: "entra", kind: .notification, receivedAt: scene.time.now,
                source: "127.0.0.1", accepted: 1, rejected: 0, replayIDs: [id]), marks: [], at: scene.time.now)
    }

    @Test("forgets history that is old enough, and keeps the rest")
    func history() async throws {
        try await withScene { scene in
            await scene.addAda()
            try await scene.sync()
            scene.time.advance(by: .seconds(300 * 86_400))
            await scene.entra.put("ada-id", Scene.ada.merging(["city": .text("Turin")]) { $1 })
            try await scene.sync()
            scene.time.advance(by: .seconds(100 * 86_400))
            try await scene.running(service: keeper(scene, over: scene.store, deliveries: .seconds(86_400))) { _ in
                try await scene.elapse(step: .milliseconds(10)) { try await scene.history().count == 1 }
            }
            #expect(try await scene.history().map(\.new) == ["Turin"])
        }
    }

    @Test("remembers ids that guard against replays for a week at least")
    func replays() async throws {
        try await withScene { scene in
            #expect(try await deliver(scene, "old") == .stored)
            scene.time.advance(by: .seconds(6 * 86_400))
            #expect(try await deliver(scene, "new") == .stored)
            let store = FaultyStore(scene.store)
            try await scene.running(service: keeper(scene, over: store, deliveries: .seconds(86_400))) { _ in
                try await waitUntil { scene.time.sleepers == 1 }
                #expect(try await deliver(scene, "old") == .duplicate)
                scene.time.advance(by: .seconds(2 * 86_400))
                try await waitUntil { store.faults.count(.prune) == 2 && scene.time.sleepers == 1 }
            }
            #expect(try await deliver(scene, "new") == .duplicate)
            #expect(try await deliver(scene, "old") == .stored)
        }
    }

    @Test("goes on when the store fails for a while")
    func failure() async throws {
        try await withScene { scene in
            let store = FaultyStore(scene.store)
            store.faults.fail(.prune, times: 1)
            try await scene.running(service: keeper(scene, over: store, deliveries: .seconds(86_400))) { _ in
                try await waitUntil { scene.time.sleepers == 1 }
                scene.time.advance(by: .seconds(600))
                try await waitUntil { store.faults.count(.prune) == 2 }
            }
        }
    }
}
