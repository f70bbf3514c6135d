import Domain
import Foundation
import TestSupport
import Testing

@testable import SyncEngine

@Suite("A pass that fails")
struct FailureTests {
    @Test("is tried again by exponential backoff and is a dead letter after the last attempt")
    func attempts() async throws {
        try await withScene { scene in
            await scene.addAda()
            await scene.jira.fail("JIRAUSER1", with: .malformed)
            var conclusion = try await scene.sync()
            var waits: [Double] = []
            while case .retry(let at, _) = conclusion.completion {
                waits.append(at.timeIntervalSince(scene.time.now))
                scene.time.advance(by: .seconds(at.timeIntervalSince(scene.time.now)))
                conclusion = try await scene.next()
            }
            #expect(waits == [2, 4])
            #expect(conclusion.completion.isDead)
            let letter = try #require(try await scene.store.deadLetters().first)
            #expect(letter.attempts == 3 && letter.key == .ada)
            #expect(letter.error.contains("target 'jira'"))
        }
    }

    @Test("is tried again in its own pipeline only")
    func onlyTheFailing() async throws {
        try await withScene { scene in
            await scene.addAda()
            let wiki = ScriptedTarget("wiki")
            await wiki.put(.ada)
            let second = Route(
                pipeline: .named("entra-wiki", target: "wiki"), directory: scene.entra, target: .live(wiki))
            await scene.jira.fail("JIRAUSER1", with: .refused)
            #expect(try await scene.sync().completion.isRetry)
            let found = try await scene.sync(through: second).report?.outcome
            #expect(found == .written)
            scene.time.advance(by: .seconds(4))
            #expect(try await scene.claim("entra-jira", "entra-wiki").map(\.key.pipeline) == ["entra-jira"])
        }
    }

    @Test("for the store's sake waits a little, and loses no attempt")
    func storeFailure() async throws {
        try await withScene { scene in
            try await scene.mark()
            let claim = try #require(try await scene.claim().first)
            let failure = PassFailure.store(StoreError(.full, cause: "no room"))
            let conclusion = await scene.runner().conclude(claim, failure)
            #expect(
                conclusion.completion
                    == .deferred(until: scene.time.now.addingTimeInterval(5), reason: "store: no room"))
        }
    }

    @Test("because this user's record cannot be read becomes a dead letter in the end, and not an endless loop")
    func corruptRecord() async throws {
        try await withScene { scene in
            try await scene.mark()
            let claim = try #require(try await scene.claim().first)
            let failure = PassFailure.store(StoreError(.corrupt, cause: "a stored TargetUser cannot be read"))
            #expect(await scene.runner().conclude(claim, failure).completion.isRetry)
        }
    }

    @Test("because its match cannot be told counts as this user's failure")
    func unplannable() async throws {
        try await withScene { scene in
            await scene.entra.put("ada-id", [:], unknown: ["userPrincipalName"])
            let conclusion = try await scene.sync()
            #expect(conclusion.completion.isRetry)
            #expect(await scene.jira.searches.isEmpty)
        }
    }

    @Test("for the lane's sake loses no attempt, however often")
    func laneFailure() async throws {
        try await withScene { scene in
            await scene.addAda()
            await scene.jira.fail(with: .unreachable)
            var conclusion = try await scene.sync()
            for _ in 0..<10 {
                #expect(conclusion.completion.isDeferred)
                conclusion = try await scene.next()
            }
            await scene.jira.fail(with: nil)
            let claim = try #require(try await scene.claim().first)
            #expect(claim.attempts == 0)
        }
    }

    @Test("because it was cancelled is handed back and blames nobody")
    func cancelled() async throws {
        try await withScene { scene in
            await scene.addAda()
            try await scene.mark()
            let claim = try #require(try await scene.claim().first)
            let board = scene.board()
            scene.jira.readGate.close()
            let conclusion = await withTaskGroup(of: PassRunner.Conclusion.self) { group in
                group.addTask {
                    let reading = await scene.entra.reading(of: "ada-id", for: [scene.route])
                    return await scene.runner(board).pass(claim, through: scene.route, reading: reading)
                }
                try? await waitUntil { scene.jira.readGate.waiting == 1 }
                group.cancelAll()
                return await group.next()
            }
            #expect(conclusion?.completion == .handedBack)
            #expect(await board.isOpen(.jira))
            #expect(await scene.jira.probes == 0)
        }
    }
}
