import Domain
import Foundation
import TestSupport
import Testing

@testable import SyncEngine

@Suite("A run and users who are missing from the listing")
struct RunDepartureTests {
    @Test(
        "asks for each, and clears only those whom the IdP does not know any more", arguments: [Run.Depth.deep, .light])
    func gone(_ depth: Run.Depth) async throws {
        try await withScene { scene in
            let route = scene.route(Pipeline.named("entra-jira", onDeleted: .clear).unguarded)
            await scene.employ(1...10)
            try await scene.run(.reconcile, [route])
            await scene.entra.remove(.padded(3))
            await scene.entra.list((1...10).filter { $0 != 5 }.map(String.padded), pageSize: 4)
            scene.time.advance(by: .seconds(10))
            let run = try await scene.run(.reconcile, depth: depth, [route])
            #expect(run.only.outcomes == [.unchanged: 9, .gone: 1])
            #expect(run.only.cleared == 2)
            #expect(await scene.jira.values(of: "KEY-3").isEmpty)
            #expect(await scene.jira.values(of: "KEY-5").count == 2)
            scene.time.advance(by: .seconds(10))
            let again = try await scene.run(.reconcile, depth: depth, [route])
            #expect(again.only.outcomes == [.unchanged: 9, .gone: 1])
            #expect(again.only.cleared == 0)
        }
    }

    @Test("keeps their values where the pipeline says so")
    func kept() async throws {
        try await withScene { scene in
            await scene.employ(1...4)
            try await scene.run()
            await scene.entra.remove(.padded(3))
            scene.time.advance(by: .seconds(10))
            #expect(try await scene.run().only.outcomes == [.unchanged: 3, .gone: 1])
            #expect(await scene.jira.values(of: "KEY-3").count == 2)
        }
    }

    @Test("takes nobody for gone who cannot be asked for")
    func unanswered() async throws {
        try await withScene { scene in
            let route = scene.route(Pipeline.named("entra-jira", onDeleted: .clear).unguarded)
            await scene.employ(1...4)
            try await scene.run(.reconcile, [route])
            await scene.entra.list((2...4).map(String.padded), pageSize: 4)
            await scene.entra.fail(.padded(1), with: .forbidden)
            scene.time.advance(by: .seconds(10))
            let run = try await scene.run(.reconcile, [route])
            #expect(run.only.outcomes == [.unchanged: 3, .failed: 1])
            #expect(await scene.jira.values(of: "KEY-1").count == 2)
        }
    }

    @Test("clears no value because an attribute is unknown to the IdP")
    func mistyped() async throws {
        try await withScene { scene in
            let route = scene.route(Pipeline.named("entra-jira", whenEmpty: .clear).unguarded)
            await scene.employ(1...3)
            try await scene.run(.reconcile, [route])
            for number in 1...3 {
                await scene.entra.put(
                    .padded(number),
                    ["userPrincipalName": .text("\(String.padded(number))@example.com"), "city": .text("Turin")],
                    unknown: ["department"])
            }
            scene.time.advance(by: .seconds(10))
            let run = try await scene.run(.reconcile, [route])
            #expect(run.only.attributeErrors == 3)
            #expect(run.only.cleared == 0)
            #expect(await scene.jira.values(of: "KEY-1") == [.department: "Research", .city: "Turin"])
        }
    }

    @Test("counts what no notification announced, and says so once")
    func missed() async throws {
        try await withScene { scene in
            await scene.employ(1...5)
            try await scene.run()
            scene.time.advance(by: .seconds(10))
            await scene.put(2, ["department": .text("New"), "city": .text("London")])
            await scene.put(4, ["department": .text("New"), "city": .text("London")])
            try await scene.mark(.padded(4))
            let run = try await scene.run(depth: .light)
            #expect(run.only.outcomes[.written] == 2)
            #expect(run.only.missedNotifications == 1)
            #expect(try await scene.run(depth: .light).only.missedNotifications == 0)
        }
    }

    @Test("tries dead letters again, and success removes them")
    func deadLetters() async throws {
        try await withScene { scene in
            await scene.employ(1...2)
            await scene.jira.fail("KEY-1", with: .malformed)
            for _ in 0..<3 {
                try await scene.mark(.padded(1))
                scene.time.advance(by: .seconds(70))
                try await scene.next()
            }
            #expect(try await scene.store.deadLetters().count == 1)
            await scene.jira.fail("KEY-1", with: nil)
            await scene.jira.set(.department, of: "KEY-1", to: "Research")
            await scene.jira.set(.city, of: "KEY-1", to: "London")
            scene.time.advance(by: .seconds(10))
            let run = try await scene.run()
            #expect(run.only.outcomes == [.unchanged: 1, .written: 1])
            #expect(try await scene.store.deadLetters().isEmpty)
        }
    }
}
