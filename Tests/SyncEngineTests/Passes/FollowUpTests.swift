import Domain
import Foundation
import TestSupport
import Testing

@testable import SyncEngine

@Suite("Further looks")
struct FollowUpTests {
    /// When each look of a series happens, in seconds after the first, until none follows.
    private func looks(_ scene: Scene, cause: Cause = .news) async throws -> [Double] {
        let start = scene.time.now
        var times: [Double] = []
        var conclusion = try await scene.sync(cause: cause)
        while let next = conclusion.completion.followUp {
            times.append(next.at.timeIntervalSince(start))
            scene.time.advance(by: .seconds(next.at.timeIntervalSince(scene.time.now)))
            conclusion = try await scene.next()
        }
        return times
    }

    /// A user whose profile was read before and whose account needs nothing.
    private func settled(_ scene: Scene) async throws {
        await scene.addAda(at: [.city: "Paris"])
        #expect(try await scene.sync(cause: Cause(.manual, id: "x")).completion == .done(followUp: nil))
        scene.time.advance(by: .seconds(60))
    }

    @Test("read a user again after 5 s, 30 s and 2 min when it reads unchanged, and then no more")
    func unchanged() async throws {
        try await withScene { scene in
            try await settled(scene)
            #expect(try await looks(scene) == [5, 30, 120])
            scene.time.advance(by: .seconds(86_400))
            #expect(try await scene.claim().isEmpty)
        }
    }

    @Test("end with the first read that brings something new")
    func changed() async throws {
        try await withScene { scene in
            try await settled(scene)
            #expect(try await scene.sync().completion.followUp?.step == 1)
            scene.time.advance(by: .seconds(5))
            await scene.entra.put("ada-id", Scene.ada.merging(["city": .text("Turin")]) { $1 })
            let conclusion = try await scene.next()
            #expect(conclusion.report?.outcome == .written)
            #expect(conclusion.completion == .done(followUp: nil))
        }
    }

    @Test("end with a read that is new though the target needs nothing")
    func changedWithoutWrite() async throws {
        try await withScene { scene in
            try await settled(scene)
            await scene.jira.set(.city, of: "JIRAUSER1", to: "Turin")
            await scene.entra.put("ada-id", Scene.ada.merging(["city": .text("Turin")]) { $1 })
            let conclusion = try await scene.sync()
            #expect(conclusion.report?.outcome == .unchanged)
            #expect(conclusion.completion == .done(followUp: nil))
        }
    }

    @Test("start over with a new notification")
    func startOver() async throws {
        try await withScene { scene in
            try await settled(scene)
            try await scene.sync()
            scene.time.advance(by: .seconds(5))
            #expect(try await scene.next().completion.followUp?.step == 2)
            scene.time.advance(by: .seconds(10))
            #expect(try await looks(scene) == [5, 30, 120])
        }
    }

    @Test("follow a first read, which may be as old as the last", arguments: [true, false], [true, false])
    func firstRead(_ outOfScope: Bool, _ writes: Bool) async throws {
        try await withScene { scene in
            await scene.addAda(at: [.department: "Research", .city: writes ? "Paris" : "London"])
            let scope = Scope(exclude: [ScopeTest(attribute: .path("city"), condition: .equals("London"))])
            let route = scene.route(.named("entra-jira", scope: outOfScope ? scope : Scope()))
            let found = try await scene.sync(through: route).completion.followUp?.step
            #expect(found == 1)
        }
    }

    @Test("wait for an account: at 15 min, 1 h and 6 h, after the rereads")
    func noMatch() async throws {
        try await withScene { scene in
            await scene.entra.put("ada-id", Scene.ada)
            let found = try await looks(scene)
            #expect(found == [5, 30, 120, 900, 3600, 21_600])
        }
    }

    @Test("find the account that has come meanwhile")
    func accountCame() async throws {
        try await withScene { scene in
            await scene.entra.put("ada-id", Scene.ada)
            var conclusion = try await scene.sync()
            for _ in 0..<4 {
                let next = try #require(conclusion.completion.followUp)
                scene.time.advance(by: .seconds(next.at.timeIntervalSince(scene.time.now)))
                conclusion = try await scene.next()
            }
            await scene.jira.put(.ada)
            let next = try #require(conclusion.completion.followUp)
            scene.time.advance(by: .seconds(next.at.timeIntervalSince(scene.time.now)))
            #expect(try await scene.next().report?.outcome == .written)
        }
    }

    @Test(
        "do not follow what a person asked for, nor a sweep", arguments: [Cause.Kind.manual, .sweep, .reconciliation])
    func otherCauses(_ kind: Cause.Kind) async throws {
        try await withScene { scene in
            await scene.entra.put("ada-id", Scene.ada)
            let looks = try await looks(scene, cause: Cause(kind, id: "x"))
            #expect(looks.isEmpty)
        }
    }

    @Test("do not count as waiting")
    func notWaiting() async throws {
        try await withScene { scene in
            try await settled(scene)
            try await scene.sync()
            #expect(try await scene.claim().isEmpty)
            let status = try await scene.store.queueStatus(at: scene.time.now)
            #expect(status.connectors["entra"] == nil)
        }
    }
}
