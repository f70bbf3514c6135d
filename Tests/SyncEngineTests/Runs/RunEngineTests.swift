import Domain
import Foundation
import TestSupport
import Testing

@testable import SyncEngine

@Suite("A run")
struct RunEngineTests {
    @Test("writes what differs, records why, and finds nothing the second time", arguments: [Run.Depth.deep, .light])
    func writes(_ depth: Run.Depth) async throws {
        try await withScene { scene in
            await scene.employ(1...25)
            await scene.entra.list(pageSize: 10)
            let first = try await scene.run(depth: depth)
            #expect(first.phase == .done)
            #expect(first.only.outcomes == [.written: 25])
            #expect(first.only.set == 50)
            #expect(await scene.entra.pages == [0, 1, 2])
            let history = try await scene.history(of: .padded(7))
            #expect(
                history.map(\.cause) == [Cause(.reconciliation, id: first.id), Cause(.reconciliation, id: first.id)])
            let writes = await scene.jira.writes.count
            let reads = await scene.jira.reads.count
            let second = try await scene.run(depth: depth)
            #expect(second.only.outcomes == [.unchanged: 25])
            #expect(await scene.jira.writes.count == writes)
            #expect(await scene.jira.reads.count == reads + (depth == .deep ? 25 : 0))
            #expect(try await scene.isIdle())
        }
    }

    @Test("that simulates writes nothing, leaves nothing behind, and lists exactly what the live run then writes")
    func simulates() async throws {
        try await withScene { scene in
            await scene.employ(1...30, at: [.city: "Paris"])
            await scene.put(3, ["department": .null, "city": .text("Turin")])
            await scene.entra.list(pageSize: 7)
            let routes = [Route(pipeline: .entraJira.unguarded, directory: scene.entra, target: .live(scene.jira))]
            let simulation = try await scene.run(.simulate, routes)
            #expect(simulation.phase == .done)
            #expect(await scene.jira.writes.isEmpty)
            #expect(try await scene.store.lastPasses(of: .padded(1)).isEmpty)
            let live = try await scene.run(.reconcile, routes)
            #expect(simulation.counts["entra-jira"]?.outcomes == live.only.outcomes)
            #expect(simulation.only.changed == live.only.changed)
            let planned = try await scene.lines(of: simulation)
            let done = try await scene.lines(of: live)
            #expect(planned == done)
            let written = await scene.jira.writes.flatMap { write in
                write.changes.map { "\(write.user) \($0.attribute.name) \($0.old ?? "-") \($0.new ?? "-")" }
            }
            #expect(
                Set(written)
                    == Set(
                        planned.map {
                            let key = "KEY-\(Int($0.user.suffix(3)) ?? 0)"
                            return "\(key) \($0.attribute ?? "") \($0.old ?? "-") \($0.new ?? "-")"
                        }))
            #expect(written.count == 59)
        }
    }

    @Test("plans for pipelines that simulate and writes nothing there")
    func simulatingPipeline() async throws {
        try await withScene { scene in
            await scene.employ(1...3)
            let run = try await scene.run(.reconcile, [scene.route(.named("entra-jira", mode: .simulate))])
            #expect(run.phase == .done)
            #expect(run.only.outcomes == [.written: 3])
            #expect(await scene.jira.writes.isEmpty)
        }
    }

    @Test("counts users without account, out of scope, ambiguous, failed and with errors, and writes the others")
    func outcomes() async throws {
        try await withScene { scene in
            await scene.employ(1...6)
            await scene.jira.remove("KEY-1")
            await scene.put(2, ["city": .text("Mars")])
            await scene.jira.put(TargetUser(key: "TWIN", name: .padded(3)))
            await scene.jira.fail("KEY-4", with: .malformed)
            await scene.jira.refuse(.city, because: "too long")
            let scope = Scope(exclude: [ScopeTest(attribute: .path("city"), condition: .equals("Mars"))])
            let run = try await scene.run(.reconcile, [scene.route(.named("entra-jira", scope: scope))])
            #expect(run.only.outcomes == [.noMatch: 1, .outOfScope: 1, .ambiguous: 1, .failed: 1, .written: 2])
            #expect(run.only.attributeErrors == 2)
            #expect(run.only.set == 2)
            let result = try await scene.operations().run(run.id)
            #expect(result.exitStatus == .partly)
            #expect(result.pipelines.map(\.users) == [6])
            let lines = try await scene.lines(of: run)
            #expect(lines.filter { $0.attribute == nil }.map(\.outcome) == ["noMatch", "ambiguous", "failed"])
        }
    }

    @Test("shows users that a listing shows twice only once")
    func twice() async throws {
        try await withScene { scene in
            await scene.employ(1...4)
            let ids = [1, 2, 2, 3, 1, 4].map(String.padded)
            await scene.entra.list(ids, pageSize: 3)
            let run = try await scene.run()
            #expect(run.only.users == 4)
            #expect(await scene.jira.writes.count == 4)
        }
    }

    @Test("starts its listing over when the cursor expired, and counts nobody twice")
    func expired() async throws {
        try await withScene { scene in
            await scene.employ(1...9)
            await scene.entra.list(pageSize: 3)
            await scene.entra.failPage(2, with: .expired, times: 1)
            let run = try await scene.run()
            #expect(await scene.entra.pages == [0, 1, 2, 0, 1, 2])
            #expect(run.only.outcomes == [.written: 9])
        }
    }

    @Test("tries a page again that failed once, and fails when it goes on failing: nothing is written or cleared")
    func pageSeven() async throws {
        try await withScene { scene in
            let pipeline = Pipeline.named("entra-jira", onDeleted: .clear, whenEmpty: .clear)
            await scene.employ(1...40, at: [.department: "Old", .city: "London"])
            await scene.entra.list(pageSize: 4)
            await scene.entra.failPage(6, with: .malformed)
            let run = try await scene.elapsing { try await scene.run(.reconcile, [scene.route(pipeline.unguarded)]) }
            #expect(run.phase == .failed)
            #expect(run.reason?.contains("malformed") == true)
            #expect(await scene.entra.pages.filter { $0 == 6 }.count == 4)
            #expect(await scene.jira.writes.isEmpty)
            #expect(try await scene.operations().run(run.id).pipelines.map(\.written) == [0])
        }
    }
}

extension Pipeline {
    /// Without a guard.
    var unguarded: Pipeline {
        Pipeline(
            name: name, connector: connector, target: target, match: match, scope: scope, mode: mode,
            onDisabled: onDisabled, onDeleted: onDeleted, onOutOfScope: onOutOfScope, guardLimits: nil,
            mappings: mappings)
    }
}
