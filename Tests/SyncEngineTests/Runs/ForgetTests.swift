import Domain
import Foundation
import TestSupport
import Testing

@testable import SyncEngine

@Suite("forget")
struct ForgetTests {
    @Test("erases what is stored about a user, by id or by login", arguments: ["ada-id", "ada@example.com"])
    func erases(_ name: String) async throws {
        try await withScene { scene in
            await scene.addAda()
            await scene.entra.put(name: "ada@example.com", means: ["ada-id"])
            try await scene.sync()
            let result = try await scene.operations().forget(name, connector: "entra")
            #expect(result == ForgetResult(connector: "entra", user: name, id: "ada-id"))
            #expect(try await scene.history().isEmpty)
            #expect(try await scene.store.link(for: .ada) == nil)
        }
    }

    @Test("does not need the identity provider for somebody whom it knows by id")
    func withoutDirectory() async throws {
        try await withScene { scene in
            await scene.addAda()
            try await scene.sync()
            await scene.entra.fail(with: .unreachable)
            _ = try await scene.operations().forget("ada-id", connector: "entra")
            #expect(try await scene.history().isEmpty)
        }
    }

    @Test("forgets nobody when a name means several")
    func several() async throws {
        try await withScene { scene in
            await scene.entra.put(name: "ada", means: ["ada-id", "other-id"])
            await #expect(throws: OperationFailure.self) {
                try await scene.operations().forget("ada", connector: "entra")
            }
        }
    }

    @Test("waits for a sync that is under way, and gives up in time")
    func busy() async throws {
        try await withScene { scene in
            await scene.addAda()
            try await scene.mark()
            let claim = try #require(try await scene.claim().first)
            let result = try await scene.elapsing {
                async let forgetting = scene.operations().forget("ada-id", connector: "entra")
                try await waitUntil { scene.time.sleepers > 0 }
                _ = try await scene.store.complete(
                    claim, as: .done(followUp: nil), record: PassRecord(outcome: .unchanged), at: scene.time.now)
                return try await forgetting
            }
            #expect(result.id == "ada-id")
            #expect(try await scene.store.lastPasses(of: .ada).isEmpty)
        }
    }
}
