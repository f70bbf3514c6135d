import Domain
import Foundation
import TestSupport
import Testing

@testable import SyncEngine

@Suite("A run whose process dies")
struct RunResumptionTests {
    /// Every verb at which a process can die: before what it stores, or right after.
    enum Death: CaseIterable, CustomTestStringConvertible {
        case savingPage, savedPage, guardAsked, intending, intended, completing, completed, concluding, concluded

        var verb: FaultyStore.Verb {
            switch self {
            case .savingPage, .savedPage: .save
            case .guardAsked: .move
            case .intending, .intended: .intend
            case .completing, .completed: .complete
            case .concluding, .concluded: .conclude
            }
        }

        var isAfter: Bool {
            switch self {
            case .savedPage, .intended, .completed, .concluded: true
            case .savingPage, .guardAsked, .intending, .completing, .concluding: false
            }
        }

        var testDescription: String { "\(self)" }
    }

    @Test("is carried on from there, and no recorded write is repeated", arguments: Death.allCases, [1, 3])
    func resumes(_ death: Death, _ times: Int) async throws {
        try await withScene { scene in
            await scene.employ(1...12, at: [.city: "Paris"])
            await scene.entra.list(pageSize: 5)
            let route = scene.route(Pipeline.entraJira.unguarded)
            let dying = FaultyStore(scene.store)
            dying.faults.die(at: death.verb, use: death == .guardAsked ? min(times, 2) : times, after: death.isAfter)
            let first = scene.engine([route], over: dying, concurrency: 1)
            guard
                case .started(let worker) = try await first.start(
                    .reconcile, depth: .deep, pipelines: ["entra-jira"], person: nil)
            else { return }
            await #expect(throws: StoreError.self) { try await worker.work() }
            // The terms of the dead process run out.
            scene.time.advance(by: .seconds(61))
            let left = try await scene.store.abandonedRuns(at: scene.time.now)
            #expect(left.map(\.id) == [worker.run.id])
            let second = scene.engine([route])
            let abandoned = try #require(left.first)
            let heir = try #require(try await second.takeOver(abandoned))
            let run = try await heir.work()
            #expect(run.phase == .done)
            #expect(run.only.outcomes == [.written: 12])
            #expect(run.only.set == 12)
            #expect(run.only.changed == 12)
            for number in 1...12 {
                let history = try await scene.history(of: .padded(number))
                #expect(history.count == 2, "user \(number)")
                #expect(history.allSatisfy { !$0.uncertain && $0.cause.id == run.id })
            }
            let writes = await scene.jira.writes.map(\.user)
            #expect(Set(writes).count == writes.count)
            #expect(try await scene.run(.reconcile, [route]).only.outcomes == [.unchanged: 12])
        }
    }

    @Test("by a shutdown gives its lease back, having written to the end what it had begun")
    func shutdown() async throws {
        try await withScene { scene in
            await scene.employ(1...8)
            scene.jira.writeGate.close()
            let engine = scene.engine(concurrency: 2)
            guard
                case .started(let worker) = try await engine.start(
                    .reconcile, depth: .deep, pipelines: ["entra-jira"], person: nil)
            else { return }
            let stopped = try await withThrowingTaskGroup(of: Run.self) { group in
                group.addTask { try await worker.work() }
                try await waitUntil { scene.jira.writeGate.waiting == 2 }
                group.cancelAll()
                scene.jira.writeGate.open()
                return try #require(try await group.next())
            }
            #expect(stopped.phase == .applying)
            #expect(await scene.jira.writes.count == 2)
            #expect(try await scene.history(of: .padded(1)).count == 2)
            let heir = try #require(try await engine.takeOver(stopped))
            #expect(try await heir.work().only.outcomes == [.written: 8])
            #expect(await scene.jira.writes.count == 8)
        }
    }

    @Test("is failed by name when its pipeline is not there any more")
    func pipelineGone() async throws {
        try await withScene { scene in
            await scene.employ(1...2)
            let engine = scene.engine()
            guard
                case .started(let worker) = try await engine.start(
                    .reconcile, depth: .deep, pipelines: ["entra-jira"], person: nil)
            else { return }
            scene.time.advance(by: .seconds(60))
            let other = scene.engine([scene.route(.named("other"))])
            let heir = try #require(try await other.takeOver(worker.run))
            let run = try await heir.work()
            #expect(run.phase == .failed)
            #expect(run.reason?.contains("'entra-jira'") == true)
        }
    }
}
