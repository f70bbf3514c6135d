import Domain
import Foundation
import TestSupport
import Testing

@testable import SyncEngine

@Suite("The reconciler")
struct ReconcilerTests {
    private func reconciler(
        _ scene: Scene, _ routes: [Route]? = nil, every: Duration = .seconds(3600), depth: Run.Depth = .light,
        waits: Bool = true
    ) -> Reconciler {
        Reconciler(
            engine: scene.engine(routes),
            schedule: ReconciliationSchedule(
                times: .every(every), depth: depth, deepEvery: .seconds(4 * 3600), waitsForPerson: waits),
            time: scene.time, logger: Scene.logger)
    }

    private func runs(_ scene: Scene) async throws -> [Run] {
        try await scene.store.runs(limit: 100, before: nil).reversed()
    }

    /// Lets the time pass while no run is under way.
    private func pass(_ scene: Scene, until condition: ([Run]) -> Bool) async throws {
        try await waitUntil(.seconds(60), "time to pass") {
            let all = try await runs(scene)
            guard all.allSatisfy({ $0.phase.isOver || $0.phase == .held }), scene.time.sleepers == 1 else {
                return false
            }
            if condition(all) { return true }
            scene.time.advance(by: .seconds(60))
            return false
        }
    }

    @Test("reconciles again and again, lightly, and deeply when that is due")
    func repeats() async throws {
        try await withScene { scene in
            await scene.employ(1...3)
            try await scene.run()
            try await scene.running(service: reconciler(scene)) { _ in
                try await pass(scene) { $0.count == 6 }
            }
            let all = try await runs(scene)
            #expect(all.prefix(6).map(\.depth) == [.deep, .light, .light, .light, .deep, .light])
            #expect(all.dropFirst().allSatisfy { $0.cause == Cause(.reconciliation, id: $0.id) })
            let starts = all.prefix(6).map(\.startedAt)
            for (earlier, later) in zip(starts, starts.dropFirst()) {
                #expect((3600...3800).contains(later.timeIntervalSince(earlier)))
            }
        }
    }

    @Test(
        "waits for a person before a pipeline's first run, or begins by itself where it may", arguments: [true, false])
    func first(_ waits: Bool) async throws {
        try await withScene { scene in
            await scene.employ(1...3)
            try await scene.running(service: reconciler(scene, waits: waits)) { _ in
                if waits {
                    try await scene.elapse(for: .seconds(30), step: .seconds(1))
                } else {
                    try await waitUntil(.seconds(60)) { try await runs(scene).first?.phase == .done }
                }
            }
            #expect(try await runs(scene).map(\.phase) == (waits ? [] : [.done]))
            #expect(await scene.jira.writes.count == (waits ? 0 : 3))
        }
    }

    @Test("carries on a run whose process died, though it is nobody's schedule")
    func takesOver() async throws {
        try await withScene { scene in
            await scene.employ(1...3)
            guard
                case .started(let dead) = try await scene.engine().start(
                    .reconcile, depth: .deep, pipelines: ["entra-jira"], person: "grace")
            else { return }
            try await scene.running(service: reconciler(scene)) { _ in
                try await scene.elapse(step: .seconds(1)) {
                    try await scene.store.run(dead.run.id)?.phase == .done
                }
            }
            #expect(await scene.jira.writes.count == 3)
        }
    }

    @Test("leaves a held run to a person, and starts no other of its pipeline")
    func held() async throws {
        try await withScene { scene in
            await scene.employ(1...40, department: "Old")
            try await scene.run()
            await scene.employ(1...40, at: [.department: "Old", .city: "London"])
            try await scene.running(service: reconciler(scene)) { _ in
                try await pass(scene) { $0.last?.phase == .held }
                let end = scene.time.now + 4 * 3600
                try await pass(scene) { _ in scene.time.now >= end }
            }
            #expect(try await runs(scene).map(\.phase) == [.done, .held])
        }
    }

    @Test("gives one connector's pipelines one listing")
    func sharesListing() async throws {
        try await withScene { scene in
            await scene.employ(1...3)
            let wiki = ScriptedTarget("wiki")
            for number in 1...3 { await wiki.put(.padded(number)) }
            let routes = [
                scene.route,
                Route(pipeline: .named("entra-wiki", target: "wiki"), directory: scene.entra, target: .live(wiki)),
            ]
            try await scene.running(service: reconciler(scene, routes, waits: false)) { _ in
                try await scene.elapse(step: .seconds(1)) { try await runs(scene).first?.phase == .done }
            }
            #expect(try await runs(scene).map(\.pipelines) == [["entra-jira", "entra-wiki"]])
            #expect(await scene.entra.pages == [0])
            #expect(await wiki.writes.count == 3)
        }
    }
}
