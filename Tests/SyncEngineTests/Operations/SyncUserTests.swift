import Domain
import Foundation
import TestSupport
import Testing

@testable import SyncEngine

@Suite("sync user")
struct SyncUserTests {
    private func json(_ result: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(result), as: UTF8.self)
    }

    @Test("prints attribute by attribute what was read, compared and written, absent values as null")
    func shape() async throws {
        try await withScene { scene in
            await scene.addAda(["city": .null], at: [.department: "Old"])
            let result = try await scene.operations().sync("ada-id", of: "entra", simulate: false, person: "grace")
            #expect(
                try json(result) == """
                    {"connector":"entra","pipelines":[{"attributes":[\
                    {"action":"change","current":"Old","error":null,"source":"department","target":"Department",\
                    "wanted":"Research"},\
                    {"action":"keep","current":null,"error":null,"source":"city","target":"City","wanted":null}],\
                    "outcome":"written","pipeline":"entra-jira","reason":null,"targetUser":"ada"}],\
                    "simulated":false,"user":"ada-id"}
                    """)
            #expect(result.exitStatus == .done)
            #expect(try await scene.history().map(\.cause) == [Cause(.manual, id: "grace")])
        }
    }

    @Test("finds users by login or mail, and writes under their id")
    func byName() async throws {
        try await withScene { scene in
            await scene.addAda()
            await scene.entra.put(name: "ada@example.com", means: ["ada-id"])
            let result = try await scene.operations().sync(
                "ada@example.com", of: "entra", simulate: false, person: "grace")
            #expect(result.user == "ada@example.com")
            #expect(result.pipelines.map(\.outcome) == ["written"])
            #expect(try await scene.history().count == 2)
        }
    }

    @Test("simulates without writing, claiming or recording anything")
    func simulates() async throws {
        try await withScene { scene in
            await scene.addAda(at: [.city: "Paris"])
            let result = try await scene.operations().sync("ada-id", of: "entra", simulate: true, person: "grace")
            #expect(result.pipelines.map(\.outcome) == ["written"])
            #expect(result.pipelines.first?.attributes.map(\.action) == ["set", "change"])
            #expect(await scene.jira.writes.isEmpty)
            #expect(await scene.jira.values(of: "JIRAUSER1") == [.city: "Paris"])
            #expect(try await scene.store.lastPasses(of: .ada).isEmpty)
            #expect(try await scene.history().isEmpty)
        }
    }

    @Test("says gone for nobody and ambiguous for several, both without failing", arguments: [true, false])
    func nobodyAndSeveral(_ several: Bool) async throws {
        try await withScene { scene in
            if several { await scene.entra.put(name: "ada", means: ["ada-id", "other-id"]) }
            let result = try await scene.operations().sync("ada", of: "entra", simulate: false, person: "grace")
            #expect(result.pipelines.map(\.outcome) == [several ? "ambiguous" : "gone"])
            #expect(result.exitStatus == .done)
            #expect(await scene.jira.searches.isEmpty)
        }
    }

    @Test("fails when every pipeline failed, and partly when one did")
    func exitStatus() async throws {
        try await withScene { scene in
            await scene.addAda()
            let wiki = ScriptedTarget("wiki")
            await wiki.put(.ada)
            let routes = [
                scene.route,
                Route(pipeline: .named("entra-wiki", target: "wiki"), directory: scene.entra, target: .live(wiki)),
            ]
            await scene.jira.fail("JIRAUSER1", with: .malformed)
            let operations = scene.operations(routes)
            let partly = try await operations.sync("ada-id", of: "entra", simulate: false, person: "grace")
            #expect(partly.pipelines.map(\.outcome) == ["failed", "written"])
            #expect(partly.pipelines.first?.reason?.contains("target 'jira'") == true)
            #expect(partly.exitStatus == .partly)
            await wiki.fail("JIRAUSER1", with: .malformed)
            let failed = try await operations.sync("ada-id", of: "entra", simulate: false, person: "grace")
            #expect(failed.exitStatus == .failed)
        }
    }

    @Test("is done partly when an attribute has an error")
    func attributeError() async throws {
        try await withScene { scene in
            await scene.addAda()
            await scene.jira.refuse(.city, because: "too long")
            let result = try await scene.operations().sync("ada-id", of: "entra", simulate: false, person: "grace")
            #expect(result.pipelines.map(\.outcome) == ["written"])
            #expect(result.pipelines.first?.attributes.map(\.error) == [nil, "too long"])
            #expect(result.exitStatus == .partly)
        }
    }

    @Test("names the connectors that there are when it is given another")
    func unknownConnector() async throws {
        try await withScene { scene in
            let operations = scene.operations()
            let error = await #expect(throws: OperationError.self) {
                try await operations.sync("ada-id", of: "okta", simulate: false, person: "grace")
            }
            #expect(error?.description.contains("entra") == true)
        }
    }

    @Test("waits for a pass that runs elsewhere, and then makes its own")
    func waits() async throws {
        try await withScene { scene in
            await scene.addAda()
            try await scene.mark()
            let running = try #require(try await scene.claim().first)
            try await withThrowingTaskGroup(of: SyncUserResult.self) { group in
                group.addTask {
                    try await scene.operations().sync("ada-id", of: "entra", simulate: false, person: "grace")
                }
                try await waitUntil { scene.time.sleepers == 1 }
                #expect(await scene.jira.searches.isEmpty)
                let ended = try await scene.store.complete(
                    running, as: .done(followUp: nil), record: PassRecord(outcome: .unchanged), at: scene.time.now)
                #expect(ended)
                scene.time.advance(by: .milliseconds(200))
                #expect(try await group.next()?.pipelines.map(\.outcome) == ["written"])
            }
        }
    }

    @Test("works beside a pool on the same store")
    func besidePool() async throws {
        try await withScene { scene in
            await scene.addUsers(1...30)
            await scene.addAda()
            try await scene.markUsers(1...30)
            try await scene.running(scene.pool(concurrency: 2)) { _ in
                async let result = scene.operations().sync("ada-id", of: "entra", simulate: false, person: "grace")
                try await scene.elapse { try await scene.isIdle() }
                #expect(try await result.pipelines.map(\.outcome) == ["written"])
            }
            #expect(await scene.jira.writes.count == 31)
        }
    }

    @Test("tries a paused target once, and resumes it when it answers", arguments: [true, false])
    func pausedTarget(_ answers: Bool) async throws {
        try await withScene { scene in
            await scene.addAda()
            let board = scene.board(credentials: [.jira: "one"])
            _ = await board.report(.jira(.credentials))
            if !answers { await scene.jira.fail(with: .credentials) }
            let result = try await scene.operations(board: board).sync(
                "ada-id", of: "entra", simulate: false, person: "grace")
            #expect(result.pipelines.map(\.outcome) == [answers ? "written" : "failed"])
            #expect(result.exitStatus == (answers ? .done : .failed))
            #expect(await board.isOpen(.jira) == answers)
            #expect(await scene.jira.searches.count == 1)
            #expect(await scene.jira.probes == 0)
        }
    }

    @Test("does not resume a paused target that it did not ask")
    func notAsked() async throws {
        try await withScene { scene in
            await scene.addAda()
            let board = scene.board()
            _ = await board.report(.jira(.captcha))
            let scope = Scope(exclude: [ScopeTest(attribute: .path("city"), condition: .equals("London"))])
            let result = try await scene.operations([scene.route(.named("entra-jira", scope: scope))], board: board)
                .sync("ada-id", of: "entra", simulate: false, person: "grace")
            #expect(result.pipelines.map(\.outcome) == ["outOfScope"])
            #expect(await !board.isOpen(.jira))
        }
    }

    @Test("pauses a connector that is down, for all processes")
    func connectorDown() async throws {
        try await withScene { scene in
            await scene.entra.fail(with: .unreachable)
            let result = try await scene.operations().sync("ada-id", of: "entra", simulate: false, person: "grace")
            #expect(result.exitStatus == .failed)
            #expect(try await scene.store.pauses().map(\.lane) == [.entra])
        }
    }

    @Test("that is interrupted hands its user back and blames nobody")
    func interrupted() async throws {
        try await withScene { scene in
            await scene.addAda()
            scene.jira.readGate.close()
            let board = scene.board()
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    _ = try? await scene.operations(board: board).sync(
                        "ada-id", of: "entra", simulate: false, person: "grace")
                }
                try? await waitUntil { scene.jira.readGate.waiting == 1 }
                group.cancelAll()
            }
            #expect(await board.isOpen(.jira))
            let claims = try await scene.claim()
            #expect(claims.map(\.attempts) == [0])
        }
    }
}
