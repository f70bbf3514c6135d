import Domain
import Foundation
import TestSupport
import Testing

@testable import SyncEngine

@Suite("Refused credentials")
struct RefusedCredentialsTests {
    private static let digests: [Lane: String] = [.jira: "one"]

    /// Lets a day pass, looking every few minutes.
    private func aDay(_ scene: Scene, _ board: LaneBoard) async throws {
        for _ in 0..<288 {
            scene.time.advance(by: .seconds(300))
            try await board.refresh()
            await board.probeDue()
        }
    }

    @Test("are tried a second time after a minute and then no more, also by a process that was started again")
    func twoSignIns() async throws {
        try await withScene { scene in
            let board = scene.board(credentials: Self.digests)
            await scene.jira.fail(with: .credentials)
            #expect(await board.report(.jira(.credentials)) == .paused)
            #expect(await scene.jira.probes == 0)
            scene.time.advance(by: .seconds(60))
            await board.probeDue()
            #expect(await scene.jira.probes == 1)
            try await aDay(scene, board)
            #expect(await scene.jira.probes == 1)
            let restarted = scene.board(credentials: Self.digests)
            try await restarted.refresh()
            #expect(await !restarted.isOpen(.jira))
            try await aDay(scene, restarted)
            #expect(await scene.jira.probes == 1)
        }
    }

    @Test("stay counted when the target is unreachable in between")
    func countedThroughOutage() async throws {
        try await withScene { scene in
            let board = scene.board(credentials: Self.digests)
            _ = await board.report(.jira(.credentials))
            await scene.jira.fail(with: .unreachable)
            scene.time.advance(by: .seconds(60))
            await board.probeDue()
            #expect(await board.pause(of: .jira)?.reason == .credentials)
            await scene.jira.fail(with: .credentials)
            let before = await scene.jira.probes
            try await aDay(scene, board)
            #expect(await scene.jira.probes == before + 1)
        }
    }

    @Test("are forgotten when they were changed")
    func changed() async throws {
        try await withScene { scene in
            _ = await scene.board(credentials: Self.digests).report(.jira(.credentials))
            let restarted = scene.board(credentials: [.jira: "two"])
            try await restarted.refresh()
            #expect(await restarted.isOpen(.jira))
            #expect(try await scene.store.pauses().isEmpty)
        }
    }

    @Test("are proved here before they are used here, when another process mended the lane")
    func mendedElsewhere() async throws {
        try await withScene { scene in
            let board = scene.board(credentials: Self.digests)
            await scene.jira.fail(with: .credentials)
            _ = await board.report(.jira(.credentials))
            let elsewhere = scene.board(credentials: Self.digests)
            try await elsewhere.refresh()
            await elsewhere.proved(.jira)
            try await board.refresh()
            #expect(await !board.isOpen(.jira))
            await scene.jira.fail(with: nil)
            await board.probeDue()
            #expect(await scene.jira.probes == 1)
            try await board.refresh()
            #expect(await board.isOpen(.jira))
        }
    }

    @Test("are forgotten when a request succeeds that a person asked for")
    func proved() async throws {
        try await withScene { scene in
            let board = scene.board(credentials: Self.digests)
            await scene.jira.fail(with: .credentials)
            _ = await board.report(.jira(.credentials))
            try await aDay(scene, board)
            await board.proved(.jira)
            #expect(await board.isOpen(.jira))
            #expect(try await scene.store.pauses().isEmpty)
        }
    }

    @Test("that a probe proves good resume the lane")
    func badMoment() async throws {
        try await withScene { scene in
            let board = scene.board(credentials: Self.digests)
            _ = await board.report(.jira(.credentials))
            scene.time.advance(by: .seconds(60))
            await board.probeDue()
            #expect(await board.isOpen(.jira))
            let stored = try await scene.store.pauses()
            #expect(stored.isEmpty)
        }
    }

    @Test("that are proved good and refused again for the same user alone are that user's failure")
    func poisonUser() async throws {
        try await withScene { scene in
            let board = scene.board(credentials: Self.digests)
            #expect(await board.report(.jira(.credentials), by: .ada) == .paused)
            scene.time.advance(by: .seconds(60))
            await board.probeDue()
            #expect(await board.report(.jira(.credentials), by: .ada) == .user)
            #expect(await board.isOpen(.jira))
            let other = RequestKey(.number(2), pipeline: "entra-jira")
            #expect(await board.report(.jira(.credentials), by: other) == .paused)
            let stored = try await scene.store.pauses()
            #expect(stored.count == 1)
        }
    }

    @Test("behind a CAPTCHA are never tried again by themselves")
    func captcha() async throws {
        try await withScene { scene in
            let board = scene.board(credentials: Self.digests)
            #expect(await board.report(.jira(.captcha)) == .paused)
            try await aDay(scene, board)
            #expect(await scene.jira.probes == 0)
            #expect(await !board.isOpen(.jira))
        }
    }

    @Test("of one lane leave the others alone")
    func otherLanes() async throws {
        try await withScene { scene in
            let board = scene.board(credentials: Self.digests)
            _ = await board.report(.jira(.credentials))
            try await board.refresh()
            #expect(await board.isOpen(.entra))
            #expect(await board.isOpen(Lane(.target, "wiki")))
            #expect(await board.isOpen(Lane(.connector, "jira")))
        }
    }
}
