import Domain
import Foundation
import TestSupport
import Testing

@testable import SyncEngine

@Suite("A pool that is shut down")
struct PoolShutdownTests {
    @Test("finishes what runs and takes nothing new")
    func finishes() async throws {
        try await withScene { scene in
            await scene.addUsers(1...3)
            try await scene.markUsers(1...3)
            scene.jira.writeGate.close()
            try await scene.running(scene.pool(concurrency: 1)) { pool in
                try await scene.elapse { scene.jira.writeGate.waiting == 1 }
                await pool.stop()
                try await scene.elapse(for: .seconds(2))
                #expect(!pool.hasEnded)
                scene.jira.writeGate.open()
                try await scene.elapse { pool.hasEnded }
            }
            #expect(await scene.jira.writes.count == 1)
            let status = try await scene.store.queueStatus(at: scene.time.now)
            #expect(status.connectors["entra"]?.waiting == 2)
            #expect(status.connectors["entra"]?.running == 0)
        }
    }

    @Test("hands back what hangs: it is due at once, has lost no attempt, and nothing that was written is forgotten")
    func handsBack() async throws {
        try await withScene { scene in
            await scene.addAda(at: [.city: "Paris"])
            try await scene.mark()
            scene.jira.writtenGate.close()
            let board = scene.board()
            try await scene.running(scene.pool(board: board)) { pool in
                try await scene.elapse { scene.jira.writtenGate.waiting == 1 }
                await pool.stop()
                let start = scene.time.now
                try await scene.elapse(step: .milliseconds(50)) { pool.hasEnded }
                #expect(scene.time.now.timeIntervalSince(start) < 20)
            }
            #expect(await board.isOpen(.jira))
            scene.jira.writtenGate.open()
            let claim = try #require(try await scene.claim().first)
            #expect(claim.attempts == 0)
            let reading = await scene.entra.reading(of: "ada-id", for: [scene.route])
            let conclusion = await scene.runner().pass(claim, through: scene.route, reading: reading)
            _ = try await scene.store.complete(
                claim, as: conclusion.completion, record: conclusion.record, at: scene.time.now)
            #expect(try await scene.history().count == 2)
            #expect(await scene.jira.writes.count == 1)
        }
    }

    @Test("hands back reads of the IdP that hang", arguments: [true, false])
    func hungRead(_ isName: Bool) async throws {
        try await withScene { scene in
            let name = UserReference(connector: "entra", attribute: "mail", value: "ada@example.com")
            try await scene.mark(isName ? name : .ada, pipeline: isName ? "" : "entra-jira")
            scene.entra.gate.close()
            scene.entra.probeGate.close()
            let board = scene.board()
            try await scene.running(scene.pool(board: board)) { pool in
                try await scene.elapse { scene.entra.gate.waiting == 1 }
                await pool.stop()
                try await scene.elapse(step: .milliseconds(50)) { pool.hasEnded }
            }
            #expect(await board.isOpen(.entra))
            let claims = try await scene.claim("", "entra-jira")
            #expect(claims.map(\.attempts) == [0])
        }
    }

    @Test("does not wait for a probe that hangs")
    func hungProbe() async throws {
        try await withScene { scene in
            await scene.addAda()
            try await scene.mark()
            await scene.jira.fail(with: .unreachable)
            scene.jira.probeGate.close()
            let board = scene.board()
            try await scene.running(scene.pool(board: board)) { pool in
                try await scene.elapse { scene.jira.probeGate.waiting == 1 }
                await pool.stop()
                try await scene.elapse(step: .milliseconds(50)) { pool.hasEnded }
            }
            #expect(await board.isOpen(.jira))
            #expect(try await scene.claim().map(\.attempts) == [0])
        }
    }
}
