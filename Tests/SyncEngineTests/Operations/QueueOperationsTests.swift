import Domain
import Foundation
import TestSupport
import Testing

@testable import SyncEngine

@Suite("Looking at the queue")
struct QueueOperationsTests {
    /// Ada's pass fails until it is a dead letter.
    private func makeDeadLetter(_ scene: Scene) async throws {
        await scene.addAda()
        await scene.jira.fail("JIRAUSER1", with: .refused)
        var conclusion = try await scene.sync()
        while !conclusion.completion.isDead {
            scene.time.advance(by: .seconds(60))
            conclusion = try await scene.next()
        }
        await scene.jira.fail("JIRAUSER1", with: nil)
    }

    @Test("counts what waits, runs and is dead, and the age of the oldest mark")
    func status() async throws {
        try await withScene { scene in
            try await makeDeadLetter(scene)
            try await scene.markUsers(1...3)
            scene.time.advance(by: .seconds(30))
            _ = try await scene.claim(limit: 1)
            _ = await scene.board().report(.jira(.throttled(retryAfter: .seconds(60))))
            let status = try await scene.operations().queueStatus()
            #expect(status.waiting == 2 && status.running == 1 && status.deadLetters == 1)
            #expect(status.oldestWaitingSeconds == 30)
            #expect(status.connectors["entra"] == .init(waiting: 2, running: 1, deadLetters: 1))
            let pause = try #require(status.paused.first)
            #expect(pause.side == "target" && pause.name == "jira" && pause.reason == "throttled")
            #expect(pause.probeAt == scene.time.now.addingTimeInterval(60))
        }
    }

    @Test("names connectors for which nothing waits, too")
    func empty() async throws {
        try await withScene { scene in
            let status = try await scene.operations().queueStatus()
            #expect(status.connectors == ["entra": .init(waiting: 0, running: 0, deadLetters: 0)])
            #expect(status.waiting == 0 && status.oldestWaitingSeconds == 0 && status.paused.isEmpty)
        }
    }

    @Test("lists dead letters, and tries them again at once when it is told to")
    func retry() async throws {
        try await withScene { scene in
            try await makeDeadLetter(scene)
            let operations = scene.operations()
            let letter = try #require(try await operations.deadLetters().first)
            #expect(letter.connector == "entra" && letter.user == "ada-id" && letter.pipeline == "entra-jira")
            #expect(letter.attempts == 3 && letter.error.contains("scripted"))
            #expect(try await operations.retryDeadLetters([letter.id, letter.id + 1]) == 1)
            #expect(try await operations.deadLetters().isEmpty)
            #expect(try await scene.next().report?.outcome == .written)
            #expect(try await operations.retryDeadLetters([letter.id]) == 0)
        }
    }

    @Test("gives dead letters up when it is told to, until something new comes")
    func discard() async throws {
        try await withScene { scene in
            try await makeDeadLetter(scene)
            let operations = scene.operations()
            let letter = try #require(try await operations.deadLetters().first)
            #expect(try await operations.discardDeadLetters([letter.id]) == 1)
            #expect(try await operations.deadLetters().isEmpty)
            #expect(try await scene.claim().isEmpty)
            scene.time.advance(by: .seconds(60))
            #expect(try await scene.sync().report?.outcome == .written)
        }
    }

    @Test("tells a user's history, newest first, by id and by login")
    func history() async throws {
        try await withScene { scene in
            await scene.addAda(at: [.department: "Research"])
            try await scene.sync()
            scene.time.advance(by: .seconds(60))
            await scene.entra.put("ada-id", Scene.ada.merging(["city": .text("Turin")]) { $1 })
            await scene.entra.put(name: "ada@example.com", means: ["ada-id"])
            try await scene.sync(cause: .person)
            let entries = try await scene.operations().history(of: "ada-id", connector: "entra")
            #expect(entries.map(\.new) == ["Turin", "London"])
            #expect(entries.map(\.old) == ["London", nil])
            #expect(entries.map(\.cause) == [.person, .news])
            #expect(try await scene.operations().history(of: "ada@example.com", connector: "entra") == entries)
            #expect(try await scene.operations().history(of: "ada-id", connector: "entra", limit: 1).count == 1)
        }
    }

    @Test("does not call a history empty that it could not look up")
    func historyUnknown() async throws {
        try await withScene { scene in
            await scene.entra.fail(with: .unreachable)
            let operations = scene.operations()
            await #expect(throws: DirectoryError.self) {
                try await operations.history(of: "ada@example.com", connector: "entra")
            }
        }
    }

    @Test("proves connectors and targets, and resumes those that are right")
    func probes() async throws {
        try await withScene { scene in
            let board = scene.board()
            _ = await board.report(.jira(.captcha))
            _ = await board.report(.entra(.throttled(retryAfter: .seconds(60))))
            await scene.entra.examine(as: [Probe(part: "connector 'entra'", ok: false, message: "no permission")])
            await scene.jira.examine(as: [Probe(part: "target 'jira'", ok: true, message: "signs in")])
            let probes = await scene.operations(board: board).probes()
            #expect(probes.map(\.part) == ["connector 'entra'", "target 'jira'"])
            #expect(await board.isOpen(.jira))
            #expect(await !board.isOpen(.entra))
        }
    }

    @Test("resumes nothing that proved nothing")
    func emptyProbes() async throws {
        try await withScene { scene in
            let board = scene.board()
            _ = await board.report(.jira(.captcha))
            _ = await scene.operations(board: board).probes()
            let stored = try await scene.store.pauses()
            #expect(stored.map(\.lane) == [.jira])
        }
    }
}
