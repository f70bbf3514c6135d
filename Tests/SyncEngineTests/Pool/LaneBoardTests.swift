import Domain
import Foundation
import TestSupport
import Testing

@testable import SyncEngine

@Suite("A lane that fails")
struct LaneBoardTests {
    @Test("is tried once more before it pauses, and stays open when it answers")
    func answeredProbe() async throws {
        try await withScene { scene in
            let board = scene.board()
            #expect(await board.report(.jira(.unreachable)) == .user)
            #expect(await board.isOpen(.jira))
            #expect(await scene.jira.probes == 1)
            let stored = try await scene.store.pauses()
            #expect(stored.isEmpty)
        }
    }

    @Test("pauses when the probe fails, too, and blames nobody else meanwhile")
    func failedProbe() async throws {
        try await withScene { scene in
            let board = scene.board()
            await scene.jira.fail(with: .unreachable)
            #expect(await board.report(.jira(.unreachable)) == .paused)
            #expect(await !board.isOpen(.jira))
            #expect(await board.report(.jira(.unreachable)) == .paused)
            #expect(await scene.jira.probes == 1)
            let stored = try #require(try await scene.store.pauses().first)
            #expect(stored.lane == .jira && stored.reason == .unreachable && stored.message.contains("jira"))
        }
    }

    @Test("is probed once for all that failed together, and gets no work meanwhile", arguments: [true, false])
    func oneProbeForMany(_ answers: Bool) async throws {
        try await withScene { scene in
            let board = scene.board()
            scene.jira.probeGate.close()
            if !answers { await scene.jira.fail(with: .unreachable) }
            try await withThrowingTaskGroup(of: LaneBoard.Verdict.self) { group in
                for _ in 0..<8 { group.addTask { await board.report(.jira(.unreachable)) } }
                try await waitUntil { await board.waiting(forProbeOf: .jira) == 7 }
                #expect(await !board.isOpen(.jira))
                #expect(await board.isOpen(.entra))
                scene.jira.probeGate.open()
                for try await verdict in group { #expect(verdict == (answers ? .user : .paused)) }
            }
            #expect(await scene.jira.probes == 1)
            #expect(await board.isOpen(.jira) == answers)
        }
    }

    @Test("is neither paused nor left a suspect by a probe that was cut off")
    func cancelledProbe() async throws {
        try await withScene { scene in
            let board = scene.board()
            scene.jira.probeGate.close()
            try await withThrowingTaskGroup(of: LaneBoard.Verdict.self) { group in
                group.addTask { await board.report(.jira(.unreachable)) }
                try await waitUntil { scene.jira.probeGate.waiting == 1 }
                group.cancelAll()
                for try await verdict in group { #expect(verdict == .paused) }
            }
            #expect(await board.isOpen(.jira))
        }
    }

    @Test("is probed at longer and longer intervals, and resumes when it answers")
    func probing() async throws {
        try await withScene { scene in
            let board = scene.board()
            await scene.jira.fail(with: .unreachable)
            _ = await board.report(.jira(.unreachable))
            var waits: [Double] = []
            for _ in 0..<7 {
                let probeAt = try #require(await board.pause(of: .jira)?.probeAt)
                waits.append(probeAt.timeIntervalSince(scene.time.now))
                scene.time.advance(by: .seconds(probeAt.timeIntervalSince(scene.time.now) - 0.5))
                let before = await scene.jira.probes
                await board.probeDue()
                #expect(await scene.jira.probes == before)
                scene.time.advance(by: .milliseconds(500))
                await board.probeDue()
                #expect(await scene.jira.probes == before + 1)
            }
            #expect(waits == [1, 2, 4, 8, 16, 30, 30])
            await scene.jira.fail(with: nil)
            scene.time.advance(by: .seconds(30))
            await board.probeDue()
            #expect(await board.isOpen(.jira))
            #expect(try await scene.store.pauses().isEmpty)
        }
    }

    @Test("is left alone for as long as it asks, and then simply used again")
    func retryAfter() async throws {
        try await withScene { scene in
            let board = scene.board()
            #expect(await board.report(.jira(.throttled(retryAfter: .seconds(90)))) == .paused)
            scene.time.advance(by: .seconds(89))
            await board.probeDue()
            #expect(await !board.isOpen(.jira))
            scene.time.advance(by: .seconds(1))
            await board.probeDue()
            #expect(await board.isOpen(.jira))
            #expect(await scene.jira.probes == 0)
            let stored = try await scene.store.pauses()
            #expect(stored.isEmpty)
        }
    }

    @Test("is left alone for the longest of several waits that it names")
    func longestRetryAfter() async throws {
        try await withScene { scene in
            let board = scene.board()
            for seconds in [5, 60, 10] { _ = await board.report(.jira(.throttled(retryAfter: .seconds(seconds)))) }
            let probeAt = await board.pause(of: .jira)?.probeAt
            #expect(probeAt == scene.time.now.addingTimeInterval(60))
            let stored = try await scene.store.pauses()
            #expect(stored.map(\.probeAt) == [probeAt])
        }
    }

    @Test("is used more and more carefully when it throttles without saying for how long")
    func throttledWithoutWait() async throws {
        try await withScene { scene in
            let board = scene.board()
            func wait() async throws -> Double {
                _ = await board.report(.jira(.throttled(retryAfter: nil)))
                let probeAt = try #require(await board.pause(of: .jira)?.probeAt)
                let wait = probeAt.timeIntervalSince(scene.time.now)
                scene.time.advance(by: .seconds(wait))
                await board.probeDue()
                return wait
            }
            var waits: [Double] = []
            for _ in 0..<3 { waits.append(try await wait()) }
            await board.worked(.jira)
            waits.append(try await wait())
            #expect(waits == [1, 2, 4, 1])
        }
    }

    @Test("does not hold up the probes of another")
    func slowProbe() async throws {
        try await withScene { scene in
            let board = scene.board()
            await scene.jira.fail(with: .unreachable)
            await scene.entra.fail(with: .unreachable)
            _ = await board.report(.jira(.unreachable))
            _ = await board.report(.entra(.unreachable))
            await scene.entra.fail(with: nil)
            scene.jira.probeGate.close()
            scene.time.advance(by: .seconds(1))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await board.probeDue() }
                try await waitUntil { await board.isOpen(.entra) }
                #expect(await !board.isOpen(.jira))
                // Asked again while the first probe hangs, it is not probed a second time.
                await board.probeDue()
                #expect(await scene.jira.probes == 2)
                scene.jira.probeGate.open()
            }
        }
    }

    @Test("keeps its Retry-After when an older probe succeeds")
    func throttledDuringProbe() async throws {
        try await withScene { scene in
            let board = scene.board()
            await scene.jira.fail(with: .unreachable)
            _ = await board.report(.jira(.unreachable))
            await scene.jira.fail(with: nil)
            scene.jira.probeGate.close()
            scene.time.advance(by: .seconds(1))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await board.probeDue() }
                try await waitUntil { scene.jira.probeGate.waiting == 1 }
                _ = await board.report(.jira(.throttled(retryAfter: .seconds(60))))
                scene.jira.probeGate.open()
            }
            #expect(await board.pause(of: .jira)?.reason == .throttled)
        }
    }

    @Test("does not stand still for hours because the clock was set back", arguments: [false, true])
    func clockSetBack(_ throttled: Bool) async throws {
        try await withScene { scene in
            let board = scene.board()
            await scene.jira.fail(with: .unreachable)
            _ = await board.report(.jira(throttled ? .throttled(retryAfter: .seconds(90)) : .unreachable))
            await scene.jira.fail(with: nil)
            scene.time.setClock(by: .seconds(-7200))
            await board.probeDue()
            #expect(await board.isOpen(.jira))
            let stored = try await scene.store.pauses()
            #expect(stored.isEmpty)
        }
    }
}
