import Domain
import Foundation
import TestSupport
import Testing

@testable import SyncEngine

@Suite("Who gets the room")
struct PoolFairnessTests {
    @Test("never has more passes at a target than it is given, and uses all of it")
    func concurrency() async throws {
        try await withScene { scene in
            await scene.addUsers(1...20)
            try await scene.markUsers(1...20)
            scene.jira.readGate.close()
            try await scene.running(scene.pool([scene.route, scene.route(.named("entra-zzz"))], concurrency: 3)) { _ in
                try await waitUntil { scene.jira.readGate.waiting == 3 }
                try await scene.elapse(for: .seconds(3))
                #expect(scene.jira.readGate.waiting == 3)
                scene.jira.readGate.open()
                try await scene.elapse { try await scene.isIdle() }
            }
            #expect(await scene.jira.writes.count == 20)
            #expect(await scene.jira.mostAtOnce == 3)
        }
    }

    @Test("is shared by the pipelines of a target, however much one of them has to do", arguments: [1, 2])
    func pipelines(_ concurrency: Int) async throws {
        try await withScene { scene in
            await scene.addUsers(1...23)
            try await scene.markUsers(1...20)
            scene.time.advance(by: .seconds(60))
            try await scene.markUsers(21...23, pipeline: "second")
            let second = scene.route(.named("second"))
            try await scene.running(scene.pool([scene.route, second], concurrency: concurrency)) { _ in
                try await scene.elapse { try await scene.isIdle() }
            }
            let served = await scene.jira.reads.prefix(8)
            #expect(Set(["KEY21", "KEY22", "KEY23"]).isSubset(of: served))
        }
    }

    @Test("of one target is not taken by another that hangs")
    func targets() async throws {
        try await withScene { scene in
            await scene.addUsers(1...10)
            let wiki = ScriptedTarget("wiki")
            for number in 1...10 { await wiki.put(.number(number)) }
            let second = Route(
                pipeline: .named("entra-wiki", target: "wiki"), directory: scene.entra, target: .live(wiki))
            try await scene.markUsers(1...10)
            try await scene.markUsers(1...10, pipeline: "entra-wiki")
            scene.jira.readGate.close()
            try await scene.running(scene.pool([scene.route, second], concurrency: 2)) { _ in
                try await scene.elapse { await wiki.writes.count == 10 }
                #expect(scene.jira.readGate.waiting == 2)
                scene.jira.readGate.open()
                try await scene.elapse { try await scene.isIdle() }
            }
            #expect(await scene.jira.writes.count == 10)
        }
    }

    @Test("never lets two passes write one account at the same time")
    func oneAccount() async throws {
        try await withScene { scene in
            // Two users of the IdP that match one account, each wanting another value.
            for (number, city) in [(1, "Rome"), (2, "Oslo")] {
                await scene.entra.put(
                    "user-\(number)", ["userPrincipalName": .text("ada@example.com"), "city": .text(city)])
            }
            await scene.jira.put(.ada)
            try await scene.markUsers(1...2)
            scene.jira.writtenGate.close()
            try await scene.running(scene.pool()) { _ in
                try await scene.elapse { scene.jira.writtenGate.waiting == 1 }
                try await scene.elapse(for: .seconds(4))
                #expect(await scene.jira.writes.count == 1)
                scene.jira.writtenGate.open()
                try await scene.elapse { try await scene.isIdle() }
            }
            #expect(await scene.jira.overlapping.isEmpty)
            #expect(await scene.jira.writes.count == 2)
            let histories = [
                try await scene.history(of: .number(1)), try await scene.history(of: .number(2)),
            ].flatMap { $0 }.sorted { $0.time < $1.time }
            #expect(histories.first?.new == histories.last?.old)
        }
    }
}
