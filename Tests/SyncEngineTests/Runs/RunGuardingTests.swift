import Domain
import Foundation
import TestSupport
import Testing

@testable import SyncEngine

@Suite("The guard of a run")
struct RunGuardingTests {
    /// Sixty users who are alike at both ends, and half of whose departments the IdP suddenly answers empty.
    private func withHalfEmpty(_ body: (Scene, Route) async throws -> Void) async throws {
        try await withScene { scene in
            let route = scene.route(.named("entra-jira", whenEmpty: .clear))
            await scene.employ(1...60, at: [.department: "Research", .city: "London"])
            try await scene.run(.reconcile, [route])
            scene.time.advance(by: .seconds(10))
            for number in 1...30 { await scene.put(number, ["department": .null, "city": .text("London")]) }
            try await body(scene, route)
        }
    }

    @Test("holds a source that answers half its departments empty, before the first write", arguments: [true, false])
    func holds(_ light: Bool) async throws {
        try await withHalfEmpty { scene, route in
            let run = try await scene.run(.reconcile, depth: light ? .light : .deep, [route])
            #expect(run.phase == .held)
            #expect(await scene.jira.writes.isEmpty)
            #expect(run.reason?.contains("30 of 60 users changed") == true)
            #expect(run.reason?.contains("30 of 120 values cleared") == true)
            let result = try await scene.operations([route]).run(run.id)
            #expect(result.exitStatus == .heldByGuard)
            #expect(result.pipelines.map(\.held) == [30])
            #expect(result.pipelines.map(\.written) == [0])
            #expect(result.pipelines.map(\.users) == [60])
        }
    }

    @Test("lets a person approve: what was planned is written")
    func approves() async throws {
        try await withHalfEmpty { scene, route in
            let run = try await scene.run(.reconcile, [route])
            let result = try await scene.operations([route]).approve(run.id, person: "grace")
            #expect(result.status == "done")
            #expect(result.pipelines.map(\.written) == [30])
            #expect(result.pipelines.map(\.values.cleared) == [30])
            #expect(await scene.jira.values(of: "KEY-1") == [.city: "London"])
            #expect(await scene.jira.values(of: "KEY-31") == [.department: "Research", .city: "London"])
            await #expect(throws: OperationFailure.self) {
                try await scene.operations([route]).approve(run.id, person: "grace")
            }
        }
    }

    @Test("lets a person cancel: nothing is ever written, and the next run is free to start")
    func cancels() async throws {
        try await withHalfEmpty { scene, route in
            let run = try await scene.run(.reconcile, [route])
            let result = try await scene.operations([route]).cancel(run.id, person: "grace")
            #expect(result.status == "cancelled")
            #expect(result.reason == "cancelled by grace")
            #expect(result.pipelines.map(\.written) == [0])
            #expect(result.pipelines.map(\.values.cleared) == [0])
            #expect(await scene.jira.writes.isEmpty)
            for number in 1...30 {
                await scene.put(number, ["department": .text("Research"), "city": .text("London")])
            }
            #expect(try await scene.run(.reconcile, [route]).only.outcomes == [.unchanged: 60])
        }
    }

    @Test("does not hold a simulation, and says what it would do")
    func simulation() async throws {
        try await withHalfEmpty { scene, route in
            let run = try await scene.run(.simulate, [route])
            #expect(run.phase == .done)
            #expect(run.reason?.contains("the guard would hold a live run") == true)
            #expect(try await scene.operations([route]).run(run.id).exitStatus == .done)
        }
    }

    @Test("is off where the pipeline says so, and while profiles are only filled")
    func off() async throws {
        try await withHalfEmpty { scene, route in
            let unguarded = scene.route(route.pipeline.unguarded)
            let off = try await scene.run(.reconcile, [unguarded])
            #expect(off.phase == .done)
            #expect(await scene.jira.writes.count == 30)
            for number in 1...30 { await scene.put(number, ["department": .text("New"), "city": .text("London")]) }
            scene.time.advance(by: .seconds(10))
            let filling = try await scene.run(.reconcile, [route])
            #expect(filling.only.outcomes == [.written: 30, .unchanged: 30])
        }
    }
}
