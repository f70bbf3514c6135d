import Domain
import Foundation
import TestSupport
import Testing

@testable import SyncEngine

@Suite("Runs beside others")
struct RunRivalryTests {
    @Test("one at a time for a pipeline, whatever process starts it; the other joins and reports the same run")
    func joins() async throws {
        try await withScene { scene in
            await scene.employ(1...6)
            scene.entra.pageGate.close()
            let results = try await scene.elapsing {
                try await withThrowingTaskGroup(of: RunResult.self) { group in
                    for person in ["grace", "alan"] {
                        group.addTask { try await scene.operations().syncAll(Operations.RunWish(), person: person) }
                    }
                    try await waitUntil { scene.entra.pageGate.waiting == 1 && scene.time.sleepers >= 2 }
                    scene.entra.pageGate.open()
                    return try await group.reduce(into: [RunResult]()) { $0.append($1) }
                }
            }
            #expect(Set(results.map(\.run)).count == 1)
            #expect(results.map(\.status) == ["done", "done"])
            #expect(await scene.jira.writes.count == 6)
        }
    }

    @Test("cancelled by another process stop before the next write, and hand nobody on")
    func cancelled() async throws {
        try await withScene { scene in
            await scene.employ(1...9)
            scene.jira.writeGate.close()
            let engine = scene.engine(concurrency: 1)
            guard
                case .started(let worker) = try await engine.start(
                    .reconcile, depth: .deep, pipelines: ["entra-jira"], person: nil)
            else { return }
            let run = try await scene.elapsing {
                async let working = worker.work()
                try await waitUntil { scene.jira.writeGate.waiting == 1 }
                _ = try await scene.operations().cancel(worker.run.id, person: "grace")
                scene.jira.writeGate.open()
                return try await working
            }
            #expect(run.phase == .cancelled)
            #expect(await scene.jira.writes.count == 1)
            #expect(try await scene.isIdle())
            #expect(try await scene.history(of: .padded(1)).count == 2)
        }
    }

    @Test("are interrupted by Ctrl-C while they plan: cancelled, nothing is written")
    func interrupted() async throws {
        try await withScene { scene in
            await scene.employ(1...4)
            scene.entra.pageGate.close()
            let result = try await withThrowingTaskGroup(of: RunResult.self) { group in
                group.addTask { try await scene.operations().syncAll(Operations.RunWish(), person: "grace") }
                try await waitUntil { scene.entra.pageGate.waiting == 1 }
                group.cancelAll()
                return try #require(try await group.next())
            }
            #expect(result.status == "cancelled")
            #expect(result.reason == "interrupted by grace")
            #expect(result.exitStatus == .failed)
            #expect(await scene.jira.writes.isEmpty)
        }
    }

    @Test("let newer events win: what came after the plan is read anew")
    func newerEvents() async throws {
        try await withScene { scene in
            await scene.employ(1...3)
            scene.jira.readGate.close()
            let engine = scene.engine(concurrency: 3)
            guard
                case .started(let worker) = try await engine.start(
                    .reconcile, depth: .deep, pipelines: ["entra-jira"], person: nil)
            else { return }
            let run = try await scene.elapsing {
                async let working = worker.work()
                try await waitUntil { scene.jira.readGate.waiting == 3 }
                // The page was read; then the world moves on: one is marked, one is synced, one is edited at the target.
                await scene.put(1, ["department": .text("News"), "city": .text("London")])
                try await scene.mark(.padded(1))
                await scene.put(2, ["department": .text("News"), "city": .text("London")])
                await scene.jira.set(.department, of: "KEY-3", to: "By hand")
                scene.jira.readGate.open()
                let synced = try await scene.operations().sync(
                    .padded(2), of: "entra", simulate: false, person: "grace")
                #expect(synced.pipelines.map(\.outcome) == ["written"])
                return try await working
            }
            #expect(run.phase == .done)
            for number in 1...3 {
                let department = await scene.jira.values(of: "KEY-\(number)")[.department]
                #expect(department == (number == 3 ? "Research" : "News"))
            }
            #expect(try await scene.history(of: .padded(1)).map(\.cause.kind) == [.notification, .notification])
            #expect(try await scene.isIdle())
        }
    }

    @Test("wait for a user whom another sync holds")
    func busy() async throws {
        try await withScene { scene in
            await scene.employ(1...2)
            try await scene.mark(.padded(2))
            let claim = try #require(try await scene.claim().first)
            let run = try await scene.elapsing {
                async let working = scene.run()
                try await waitUntil { await scene.jira.writes.count == 1 }
                _ = try await scene.store.complete(
                    claim, as: .done(followUp: nil), record: PassRecord(outcome: .unchanged), at: scene.time.now)
                return try await working
            }
            #expect(run.only.outcomes == [.written: 2])
        }
    }

    @Test("stand still with a target that is down, and go on when it answers")
    func pausedTarget() async throws {
        try await withScene { scene in
            await scene.employ(1...5)
            await scene.jira.fail(with: .unreachable)
            let board = scene.board()
            let engine = scene.engine(board: board, probesLanes: true)
            let run = try await scene.elapsing {
                async let working = scene.run(engine: engine)
                try await waitUntil { await board.pause(of: .jira) != nil }
                await scene.jira.fail(with: nil)
                return try await working
            }
            #expect(run.only.outcomes == [.written: 5])
        }
    }

    @Test("fail after ten minutes in a command when the target stays down, and clear nobody")
    func impatient() async throws {
        try await withScene { scene in
            await scene.employ(1...5)
            await scene.jira.fail(with: .unreachable)
            let result = try await scene.elapsing(step: .milliseconds(500)) {
                try await scene.operations().syncAll(Operations.RunWish(), person: "grace")
            }
            #expect(result.status == "failed")
            #expect(result.exitStatus == .failed)
            #expect(result.reason?.contains("target 'jira' has stood still for 600 s") == true)
            #expect(try await scene.store.deadLetters().isEmpty)
        }
    }
}
