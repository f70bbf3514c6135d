import Domain
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import SyncEngine

@Suite struct AccountIndexKeeperTests {
    @Test("lists at start and every day after", .timeLimit(.minutes(2)))
    func daily() async throws {
        try await withScene { scene in
            let lister = ScriptedLister(accounts: 3)
            let keeper = scene.keeper([lister])
            try await scene.running(service: keeper) { _ in
                try await scene.elapse("the first listing", step: .seconds(1)) { try await scene.isComplete(lister) }
                #expect(lister.requests == 4)
                let first = scene.time.now
                try await scene.elapse("the next listing", step: .seconds(600)) { lister.requests > 4 }
                #expect(scene.time.now.timeIntervalSince(first) >= 24 * 3600)
            }
        }
    }

    @Test("pauses the lane of a target that fails, and goes on by itself when it answers", .timeLimit(.minutes(2)))
    func fails() async throws {
        try await withScene { scene in
            let lister = ScriptedLister(accounts: 30)
            lister.state.withLock { $0.faults[15] = .unreachable }
            await scene.jira.fail(with: .unreachable)
            let board = scene.board()
            try await scene.running(service: scene.keeper([lister], board: board)) { _ in
                try await scene.elapse("a pause") { await !board.isOpen(.jira) }
                let requests = lister.requests
                try await scene.elapse(for: .seconds(600), step: .seconds(10))
                // Nothing is asked of a lane that stands still.
                #expect(lister.requests == requests)
                await scene.jira.fail(with: nil)
                await board.probeDue()
                try await scene.elapse("the listing", step: .seconds(5)) { try await scene.isComplete(lister) }
            }
        }
    }

    @Test("tries a refused password no second time", .timeLimit(.minutes(2)))
    func refused() async throws {
        try await withScene { scene in
            let lister = ScriptedLister(accounts: 3)
            lister.state.withLock { $0.outage = .credentials }
            let board = scene.board()
            try await scene.running(service: scene.keeper([lister], board: board)) { _ in
                try await scene.elapse("a pause") { await board.pause(of: .jira)?.reason == .credentials }
                try await scene.elapse(for: .seconds(3600), step: .seconds(30))
                #expect(lister.requests == 1)
            }
        }
    }

    @Test(
        "lets users who are matched by mail address wait, unread, until the first listing is complete",
        .timeLimit(.minutes(2)))
    func usersWait() async throws {
        try await withScene { scene in
            let lister = ScriptedLister(accounts: 5)
            lister.gate.close()
            let (byMail, byName) = (scene.route(.byMail), scene.route)
            await scene.addUsers(1...3)
            for number in 1...3 {
                await scene.jira.put(
                    TargetUser(key: "KEY\(number)", name: "user-\(number)", email: "user-\(number)@example.com"))
            }
            try await scene.markUsers(1...3, pipeline: "by-mail")
            try await scene.markUsers(1...1)
            let roster = AccountIndexRoster(["jira"])
            let wake = Wake()
            let board = scene.board()
            let pool = WorkerPool(
                store: scene.store, routes: [byMail, byName], board: board, indexes: roster, policy: scene.policy,
                occupancy: LaneOccupancy(concurrency: 8), wake: wake, time: scene.time, logger: Scene.logger)
            try await scene.running(service: scene.keeper([lister], roster: roster, board: board, wake: wake)) { _ in
                try await scene.running(pool) { _ in
                    try await scene.elapse("the one matched by name") { await scene.jira.writes.count == 1 }
                    try await scene.elapse(for: .seconds(3600), step: .seconds(10))
                    #expect(try await scene.counts().waiting == 3)
                    #expect(roster.unfinished.map(\.target) == ["jira"])
                    #expect(await scene.jira.searches.allSatisfy { $0.attribute == .username })
                    lister.gate.open()
                    let opened = scene.time.now
                    try await scene.elapse("the others") { try await scene.isIdle() }
                    #expect(scene.time.now.timeIntervalSince(opened) < 30)
                    #expect(try await scene.store.deadLetters() == [])
                    #expect(roster.unfinished.isEmpty)
                    for number in 1...3 {
                        let passes = try await scene.store.lastPasses(of: .number(number))
                        #expect(passes["by-mail"]?.outcome == (number == 1 ? .unchanged : .written))
                    }
                }
            }
        }
    }

    @Test("is told to the pool, too, when another process listed", .timeLimit(.minutes(2)))
    func otherProcess() async throws {
        try await withScene { scene in
            let lister = ScriptedLister(accounts: 3)
            lister.gate.close()
            let roster = AccountIndexRoster(["jira"])
            _ = try await scene.store.beginListing(
                of: lister.index, owner: "other", lease: .seconds(3600), at: scene.time.now)
            try await scene.running(service: scene.keeper([lister], roster: roster)) { _ in
                try await scene.elapse(for: .seconds(10))
                #expect(!roster.isReady(for: .byMail))
                _ = try await scene.store.endListing(
                    of: lister.index, owner: "other", limit: 9, at: scene.time.now)
                try await scene.elapse("the word") { roster.isReady(for: .byMail) }
                #expect(lister.requests == 0)
            }
        }
    }
}

extension Scene {
    func keeper(
        _ listers: [ScriptedLister], roster: AccountIndexRoster? = nil, board: LaneBoard? = nil, wake: Wake = Wake()
    ) -> AccountIndexKeeper {
        AccountIndexKeeper(
            listers, roster: roster ?? AccountIndexRoster(listers.map(\.index.target)), store: store,
            board: board ?? self.board(), wake: wake, time: time, logger: Self.logger)
    }

    func isComplete(_ lister: ScriptedLister) async throws -> Bool {
        try await store.status(of: lister.index)?.completedAt != nil
    }

    func counts() async throws -> QueueStatus.Counts {
        try await store.queueStatus(at: time.now).connectors["entra"] ?? .init()
    }
}

extension Pipeline {
    static let byMail = Pipeline(
        name: "by-mail", connector: "entra", target: "jira",
        match: MatchRule(source: .path("userPrincipalName"), target: .email),
        mappings: [
            Mapping(target: .city, source: .from(.path("city")))
        ])
}
