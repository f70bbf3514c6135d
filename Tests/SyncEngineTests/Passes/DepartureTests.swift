import Domain
import Foundation
import TestSupport
import Testing

@testable import SyncEngine

@Suite("Users who left")
struct DepartureTests {
    /// Looks as often as the policy has it.
    private func lookUntilRest(_ scene: Scene, _ route: Route) async throws -> [Outcome] {
        var outcomes: [Outcome] = []
        var conclusion = try await scene.sync(through: route)
        while true {
            if let outcome = conclusion.report?.outcome { outcomes.append(outcome) }
            guard let next = conclusion.completion.followUp else { return outcomes }
            scene.time.advance(by: .seconds(next.at.timeIntervalSince(scene.time.now)))
            if outcomes.count < 4 { #expect(await scene.jira.writes.isEmpty) }
            conclusion = try await scene.next(through: route)
        }
    }

    @Test("are cleared at the last look, when the IdP still does not have them")
    func deleted() async throws {
        try await withScene { scene in
            let route = scene.route(.named("entra-jira", onDeleted: .clear))
            await scene.addAda(at: [.department: "Research", .city: "London", .other: "kept"])
            try await scene.sync(through: route)
            scene.time.advance(by: .seconds(10))
            await scene.entra.remove("ada-id")
            #expect(try await lookUntilRest(scene, route) == [.gone, .gone, .gone, .gone])
            #expect(await scene.jira.values(of: "JIRAUSER1") == [.other: "kept"])
            #expect(try await scene.history().map(\.new) == [nil, nil])
        }
    }

    @Test("keep their values where the pipeline says so")
    func kept() async throws {
        try await withScene { scene in
            await scene.addAda(at: [.department: "Research", .city: "London"])
            try await scene.sync()
            scene.time.advance(by: .seconds(10))
            await scene.entra.remove("ada-id")
            #expect(try await lookUntilRest(scene, scene.route) == [.gone, .gone, .gone, .gone])
            #expect(await scene.jira.writes.isEmpty)
        }
    }

    @Test("are not guessed at: without a link nothing is cleared")
    func unlinked() async throws {
        try await withScene { scene in
            await scene.jira.put(.ada, [.department: "Research"])
            let route = scene.route(.named("entra-jira", onDeleted: .clear))
            let found = try await lookUntilRest(scene, route)
            #expect(found == [.gone, .gone, .gone, .gone])
            #expect(await scene.jira.writes.isEmpty)
        }
    }

    @Test("come back before the last look without having lost anything")
    func lateReplica() async throws {
        try await withScene { scene in
            await scene.jira.put(.ada)
            let route = scene.route(.named("entra-jira", onDeleted: .clear))
            let found = try await scene.sync(through: route).report?.outcome
            #expect(found == .gone)
            await scene.entra.put("ada-id", Scene.ada)
            scene.time.advance(by: .seconds(5))
            #expect(try await scene.next(through: route).report?.outcome == .written)
        }
    }

    @Test("are not cleared because a person asked for them once")
    func askedFor() async throws {
        try await withScene { scene in
            let route = scene.route(.named("entra-jira", onDeleted: .clear))
            await scene.addAda(at: [.department: "Research", .city: "London"])
            try await scene.sync(through: route)
            await scene.entra.remove("ada-id")
            scene.time.advance(by: .seconds(10))
            #expect(try await scene.sync(through: route, cause: .person).report?.outcome == .gone)
            #expect(await scene.jira.writes.isEmpty)
        }
    }

    @Test("are not cleared by a pipeline that simulates")
    func simulated() async throws {
        try await withScene { scene in
            await scene.addAda(at: [.department: "Research", .city: "London"])
            let route = scene.route(.named("entra-jira", mode: .simulate, onDeleted: .clear))
            try await scene.sync(through: route)
            await scene.entra.remove("ada-id")
            scene.time.advance(by: .seconds(10))
            #expect(try await lookUntilRest(scene, route) == [.gone, .gone, .gone, .gone])
            #expect(await scene.jira.writes.isEmpty)
        }
    }

    @Test(
        "are cleared at once when they left the scope or were disabled, where the pipeline says so",
        arguments: [true, false])
    func outOfScope(_ byDisabling: Bool) async throws {
        try await withScene { scene in
            await scene.addAda(at: [.department: "Research", .city: "London", .other: "kept"])
            let scope = Scope(exclude: [ScopeTest(attribute: .path("city"), condition: .equals("Mars"))])
            let pipeline = Pipeline.named(
                "entra-jira", scope: scope, onDisabled: byDisabling ? .clear : .keep,
                onOutOfScope: byDisabling ? .keep : .clear)
            await scene.entra.put(
                "ada-id", Scene.ada.merging(["city": .text(byDisabling ? "London" : "Mars")]) { $1 },
                isDisabled: byDisabling)
            let conclusion = try await scene.sync(through: scene.route(pipeline))
            #expect(conclusion.report?.outcome == .outOfScope)
            #expect(conclusion.report?.attributes.map(\.action) == [.clear, .clear])
            #expect(await scene.jira.values(of: "JIRAUSER1") == [.other: "kept"])
            #expect(try await scene.history().count == 2)
        }
    }
}
