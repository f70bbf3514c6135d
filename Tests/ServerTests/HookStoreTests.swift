import Domain
import Foundation
import Storage
import TestSupport
import Testing

@testable import Server

@Suite("Hooks and the store", .timeLimit(.minutes(1)))
struct HookStoreTests {
    @Test(
        "a store that does not take a delivery is answered 503 with Retry-After",
        arguments: [StoreError.Code.full, .readOnly, .unavailable, .corrupt, .newerSchema, .refused])
    func storeFails(code: StoreError.Code) async throws {
        let store = ScriptedStore { _, _ throws(StoreError) in throw StoreError(code, cause: "for the test") }
        try await HooksFixture.run(store) { hooks in
            for text in [feed(), graph(batch(["a"])), graph(#"{"value": []}"#)] {
                let answer = try #require(try await hooks.send(text))
                #expect(answer.status == 503)
                #expect(answer.headers["retry-after"] == "5")
            }
            #expect(hooks.count("accepted", of: "hr") == 0)
            #expect(hooks.accepted.value.isEmpty)
            try await hooks.expect(401, for: feed(secret: "wrong"))
        }
    }

    @Test("no answer comes before the store has said that the delivery is on disk")
    func answersAfterCommit() async throws {
        let gate = Gate()
        let store = ScriptedStore { _, _ throws(StoreError) in
            await gate.pass()
            return .stored
        }
        try await HooksFixture.run(store) { hooks in
            try await RawPeer.connect(to: hooks.port) { peer in
                try await peer.send(feed())
                try await waitUntil { gate.waiting == 1 }
                #expect(hooks.listener.requestsInFlight == 1)
                #expect(hooks.count("accepted", of: "hr") == 0)
                gate.open()
                try await peer.expect(200)
                #expect(hooks.count("accepted", of: "hr") == 1)
            }
        }
    }

    @Test("a delivery that the store knows already is taken again and counted as a duplicate")
    func duplicate() async throws {
        let store = ScriptedStore { _, _ throws(StoreError) in .duplicate }
        try await HooksFixture.run(store) { hooks in
            try await hooks.expect(200, for: feed())
            #expect(hooks.count("duplicate", of: "hr") == 1)
            #expect(hooks.count("accepted", of: "hr") == 0)
            #expect(hooks.accepted.value.isEmpty)
        }
    }

    @Test("what was answered 2xx is in the file, each user once, and is there after opening it again")
    func durable() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "rollcall-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "store.db").path
        let store = try await SQLiteStore(path: path, settle: .seconds(5))
        try await HooksFixture.run(store) { hooks in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<64 {
                    group.addTask { try await hooks.expect(202, for: graph(batch(["u\(number % 40)"]))) }
                }
                try await group.waitForAll()
            }
        }
        try await store.close()
        let again = try await SQLiteStore(path: path, settle: .seconds(5))
        let status = try await again.queueStatus(at: ManualTime.start)
        #expect(status.connectors["entra"]?.waiting == 40)
        try await again.close()
    }
}
