import Domain
import Foundation
import TestSupport
import Testing

@testable import SyncEngine

@Suite("The pool and its lanes")
struct PoolLaneTests {
    @Test("lets everybody wait while a target is down, without losing attempts, and syncs them all afterwards")
    func outage() async throws {
        try await withScene(rereads: []) { scene in
            await scene.addUsers(1...20)
            await scene.jira.fail(with: .unreachable)
            try await scene.markUsers(1...20)
            let board = scene.board()
            try await scene.running(scene.pool(board: board)) { _ in
                try await scene.elapse { await board.pause(of: .jira) != nil }
                try await scene.elapse(for: .seconds(600), step: .seconds(1))
                #expect(await board.pause(of: .jira)?.reason == .unreachable)
                #expect(try await scene.store.deadLetters().isEmpty)
                let status = try await scene.store.queueStatus(at: scene.time.now)
                #expect(status.connectors["entra"]?.waiting == 20)
                await scene.jira.fail(with: nil)
                try await scene.elapse { try await scene.isIdle() }
            }
            #expect(await scene.jira.writes.count == 20)
            // Whoever began before the lane was proved to be down was read in vain once; the lane was asked at intervals
            // of half a minute in the end.
            #expect(await scene.entra.reads.count <= 40)
            #expect(await scene.jira.probes <= 30)
        }
    }

    @Test("goes on with other connectors of the same target while one is down")
    func otherConnector() async throws {
        try await withScene { scene in
            await scene.addUsers(1...5)
            let okta = ScriptedDirectory("okta")
            await okta.fail(with: .unreachable)
            let route = Route(
                pipeline: .named("okta-jira", connector: "okta"), directory: okta, target: .live(scene.jira))
            let marks = (1...5).map {
                Mark(
                    RequestKey(UserReference(connector: "okta", id: "okta-\($0)"), pipeline: "okta-jira"), cause: .news)
            }
            try await scene.store.mark(marks, at: scene.time.now)
            let board = scene.board(more: [Lane(.connector, "okta"): okta.laneProbe])
            try await scene.running(scene.pool([scene.route, route], board: board, concurrency: 2)) { _ in
                try await scene.elapse { await board.pause(of: Lane(.connector, "okta")) != nil }
                try await scene.markUsers(1...5)
                try await scene.elapse { await scene.jira.writes.count == 5 }
                #expect(await board.isOpen(.jira))
            }
            #expect(try await scene.store.deadLetters().isEmpty)
        }
    }

    @Test("blames a user whose page always hangs, and goes on with everybody else")
    func poisonUser() async throws {
        try await withScene { scene in
            await scene.addUsers(1...10)
            await scene.jira.fail("KEY3", with: .unreachable)
            try await scene.markUsers(1...10)
            let board = scene.board()
            try await scene.running(scene.pool(board: board)) { _ in
                try await scene.elapse { try await scene.isIdle() }
                #expect(await board.isOpen(.jira))
            }
            #expect(await scene.jira.values(of: "KEY3").isEmpty)
            for number in [1, 2, 4, 5, 6, 7, 8, 9, 10] {
                #expect(await scene.jira.values(of: "KEY\(number)") == [.city: "London"])
            }
            #expect(try await scene.store.deadLetters().map(\.key.user) == [.number(3)])
            #expect(await scene.jira.probes == 3)
        }
    }

    @Test("blames several such users without going round in circles")
    func poisonUsers() async throws {
        try await withScene { scene in
            await scene.addUsers(1...12)
            for number in 1...6 { await scene.jira.fail("KEY\(number)", with: .unreachable) }
            try await scene.markUsers(1...12)
            try await scene.running(scene.pool()) { _ in
                try await scene.elapse { try await scene.isIdle() }
            }
            #expect(try await scene.store.deadLetters().count == 6)
            #expect(await scene.jira.writes.count == 6)
            #expect(await scene.jira.reads.count <= 6 + 6 * 3 + 12)
        }
    }

    @Test("leaves a target alone for as long as it asks")
    func throttled() async throws {
        try await withScene { scene in
            await scene.addUsers(1...10)
            await scene.jira.fail(with: .throttled(retryAfter: .seconds(30)))
            try await scene.markUsers(1...10)
            let board = scene.board()
            try await scene.running(scene.pool(board: board)) { _ in
                try await scene.elapse {
                    // All that had begun were told to wait.
                    let status = try await scene.store.queueStatus(at: scene.time.now)
                    return await board.pause(of: .jira) != nil && status.connectors["entra"]?.running == 0
                }
                await scene.jira.fail(with: nil)
                let searches = await scene.jira.searches.count
                let until = try #require(await board.pause(of: .jira)?.probeAt)
                try await scene.elapse { scene.time.now.addingTimeInterval(0.5) >= until }
                #expect(await scene.jira.searches.count == searches)
                #expect(await scene.jira.writes.isEmpty)
                try await scene.elapse { try await scene.isIdle() }
            }
            #expect(await scene.jira.writes.count == 10)
            #expect(await scene.jira.probes == 0)
        }
    }

    @Test("obeys a pause of another process, and notices when that one resumes the lane")
    func otherProcess() async throws {
        try await withScene { scene in
            await scene.addUsers(1...3)
            let other = scene.board()
            _ = await other.report(.jira(.captcha))
            try await scene.markUsers(1...3)
            try await scene.running(scene.pool()) { _ in
                try await scene.elapse(for: .seconds(20))
                #expect(await scene.jira.searches.isEmpty)
                await other.proved(.jira)
                try await scene.elapse { try await scene.isIdle() }
            }
            #expect(await scene.jira.writes.count == 3)
        }
    }
}
