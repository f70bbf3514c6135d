import Domain
import Foundation
import TestSupport
import Testing

@testable import SyncEngine

@Suite("A manager's profile that changes")
struct ManagerTests {
    private static let boss = TargetAttribute(.property, "Manager")

    private static let mapping = Pipeline.named(
        "entra-jira", mappings: [Mapping(target: boss, source: .from(.path("manager.displayName")))])
    private static let plain = Pipeline.named("entra-plain")

    /// 1 manages 2 and 3, 3 manages 4.
    private func employ(_ scene: Scene, chief: String = "Ada") async {
        let names = [1: chief, 2: "Bob", 3: "Cleo", 4: "Dan"]
        let managers = [2: 1, 3: 1, 4: 3]
        for (number, name) in names {
            var attributes: [String: AttributeValue] = ["displayName": .text(name), "manager": .null]
            if let manager = managers[number] {
                attributes["manager"] = .object([
                    "id": .text(.padded(manager)), "displayName": .text(names[manager] ?? ""),
                ])
            }
            await scene.put(number, attributes)
            if await scene.jira.values(of: "KEY-\(number)").isEmpty { await scene.jira.put(.padded(number)) }
        }
    }

    private func managers(_ scene: Scene) async -> [String?] {
        var found: [String?] = []
        for number in 1...4 { found.append(await scene.jira.values(of: "KEY-\(number)")[Self.boss]) }
        return found
    }

    @Test("by notification syncs the people below, one level, where managers are mapped", arguments: [true, false])
    func notified(_ byRun: Bool) async throws {
        try await withScene { scene in
            await employ(scene)
            let routes = [scene.route(Self.mapping), scene.route(Self.plain)]
            // Who reports to whom is known from a run, or from passes.
            if byRun {
                try await scene.run(.reconcile, routes)
            } else {
                for number in 1...4 { try await scene.sync(.padded(number), through: routes[0], cause: .person) }
            }
            #expect(await managers(scene) == [nil, "Ada", "Ada", "Cleo"])
            await employ(scene, chief: "Augusta")
            scene.time.advance(by: .seconds(10))
            let before = await scene.entra.reads.count
            try await scene.mark(.padded(1))
            try await scene.mark(.padded(1), pipeline: "entra-plain")
            try await scene.running(scene.pool(routes)) { _ in
                try await scene.elapse { try await scene.isIdle() }
            }
            #expect(await managers(scene) == [nil, "Augusta", "Augusta", "Cleo"])
            let reads = await Set(scene.entra.reads.dropFirst(before))
            #expect(reads == [.padded(1), .padded(2), .padded(3)])
            #expect(try await scene.history(of: .padded(2)).first?.cause == .news)
        }
    }

    @Test("syncs nobody else when nothing of it has changed")
    func unchanged() async throws {
        try await withScene { scene in
            await employ(scene)
            let routes = [scene.route(Self.mapping)]
            try await scene.run(.reconcile, routes)
            scene.time.advance(by: .seconds(10))
            let before = await scene.entra.reads.count
            try await scene.sync(.padded(1), through: routes[0])
            #expect(try await scene.isIdle())
            #expect(await scene.entra.reads.count == before + 1)
        }
    }

    @Test("is found by a run, for everybody below", arguments: [Run.Depth.deep, .light])
    func found(_ depth: Run.Depth) async throws {
        try await withScene { scene in
            await employ(scene)
            let routes = [scene.route(Self.mapping)]
            try await scene.run(.reconcile, routes)
            await employ(scene, chief: "Augusta")
            scene.time.advance(by: .seconds(10))
            try await scene.run(.reconcile, depth: depth, routes)
            #expect(await managers(scene) == [nil, "Augusta", "Augusta", "Cleo"])
        }
    }
}
