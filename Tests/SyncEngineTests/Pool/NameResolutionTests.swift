import Domain
import Foundation
import TestSupport
import Testing

@testable import SyncEngine

@Suite("Users named by an attribute")
struct NameResolutionTests {
    private static let name = UserReference(connector: "entra", attribute: "mail", value: "ada@example.com")
    private static let webhook = Cause(.notification, id: "webhook-1")

    private func resolve(_ scene: Scene, board: LaneBoard? = nil) async throws {
        try await scene.mark(Self.name, pipeline: "", cause: Self.webhook)
        try await scene.running(scene.pool(board: board)) { _ in
            try await scene.elapse { try await scene.isIdle() }
        }
    }

    @Test("are found and synced for the same cause")
    func found() async throws {
        try await withScene { scene in
            await scene.addAda()
            await scene.entra.put(name: "ada@example.com", means: ["ada-id"])
            try await resolve(scene)
            #expect(await scene.jira.writes.count == 1)
            #expect(Set(try await scene.history().map(\.cause)) == [Self.webhook])
        }
    }

    @Test("merge with the mark that their user has already")
    func merged() async throws {
        try await withScene { scene in
            await scene.addAda()
            await scene.entra.put(name: "ada@example.com", means: ["ada-id"])
            // The user waits, but is not due before the name is resolved.
            try await scene.mark()
            let claim = try #require(try await scene.claim().first)
            let later = scene.time.now.addingTimeInterval(30)
            let ended = try await scene.store.complete(
                claim, as: .retry(at: later, error: "scripted"), record: PassRecord(), at: scene.time.now)
            #expect(ended)
            try await resolve(scene)
            #expect(await scene.entra.reads == ["ada-id"])
            #expect(await scene.jira.writes.count == 1)
        }
    }

    @Test("are looked up in the commit that marks their user")
    func oneCommit() async throws {
        try await withScene { scene in
            await scene.entra.put(name: "ada@example.com", means: ["ada-id"])
            try await scene.mark(Self.name, pipeline: "")
            let claim = try #require(try await scene.claim("").first)
            let resolution = NameResolution(directory: scene.entra, fanout: Fanout([.entraJira]))
            let record = try await resolution.resolve(claim)
            #expect(record.marks.map(\.key) == [.ada])
            #expect(record.outcome == nil)
            #expect(try await scene.claim().isEmpty)
            _ = try await scene.store.complete(claim, as: .done(followUp: nil), record: record, at: scene.time.now)
            #expect(try await scene.claim().map(\.key) == [.ada])
        }
    }

    @Test("that nobody has come to noUser, and are looked up again while the IdP may not have replicated")
    func nobody() async throws {
        try await withScene { scene in
            try await scene.mark(Self.name, pipeline: "")
            try await scene.running(scene.pool()) { _ in
                try await scene.elapse(for: .seconds(300), step: .milliseconds(500))
            }
            #expect(await scene.entra.lookups.count == 4)
            let last = try await scene.store.lastPasses(of: Self.name)
            #expect(last[""]?.outcome == .noUser)
        }
    }

    @Test("that several have come to ambiguous and sync nobody")
    func several() async throws {
        try await withScene { scene in
            await scene.addAda()
            await scene.entra.put(name: "ada@example.com", means: ["ada-id", "other-id"])
            try await resolve(scene)
            #expect(await scene.jira.writes.isEmpty)
            let last = try await scene.store.lastPasses(of: Self.name)
            #expect(last[""]?.outcome == .ambiguous)
        }
    }

    @Test("are looked up while the target stands still")
    func pausedTarget() async throws {
        try await withScene { scene in
            await scene.entra.put(name: "ada@example.com", means: ["ada-id"])
            let board = scene.board()
            _ = await board.report(.jira(.captcha))
            try await scene.mark(Self.name, pipeline: "")
            try await scene.running(scene.pool(board: board)) { _ in
                try await scene.elapse { await scene.entra.lookups.count == 1 }
                try await scene.elapse {
                    try await scene.store.queueStatus(at: scene.time.now).connectors["entra"]?.running == 0
                }
            }
            #expect(await scene.jira.searches.isEmpty)
            #expect(try await scene.claim().map(\.key) == [.ada])
        }
    }

    @Test("wait for the IdP without losing an attempt")
    func pausedConnector() async throws {
        try await withScene { scene in
            await scene.addAda()
            await scene.entra.put(name: "ada@example.com", means: ["ada-id"])
            await scene.entra.fail(with: .unreachable)
            try await scene.mark(Self.name, pipeline: "")
            try await scene.running(scene.pool()) { _ in
                try await scene.elapse(for: .seconds(120), step: .seconds(1))
                #expect(await scene.entra.lookups.count == 1)
                await scene.entra.fail(with: nil)
                try await scene.elapse { await scene.jira.writes.count == 1 }
            }
            #expect(try await scene.store.deadLetters().isEmpty)
        }
    }

    @Test("that cannot be looked up end as dead letters of no pipeline")
    func dead() async throws {
        try await withScene { scene in
            await scene.entra.fail("ada@example.com", with: .refused)
            try await resolve(scene)
            #expect(try await scene.store.deadLetters().map(\.key) == [.resolution(of: Self.name)])
        }
    }
}
