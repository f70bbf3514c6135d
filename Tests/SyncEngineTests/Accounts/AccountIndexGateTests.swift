import Domain
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import SyncEngine

@Suite struct AccountIndexGateTests {
    @Test(
        "a person who syncs a user matched by mail address has the accounts listed first, and hears of it",
        arguments: [true, false])
    func listsFirst(_ simulate: Bool) async throws {
        try await withScene { scene in
            let lister = ScriptedLister(accounts: 30)
            await scene.addPerson()
            let words = Mutex<[String]>([])
            let operations = scene.operations([scene.route(.byMail)], lister) { word in
                words.withLock { $0.append(word) }
            }
            let result = try await operations.sync("user-1", of: "entra", simulate: simulate, person: "grace")
            #expect(result.pipelines.map(\.outcome) == ["written"])
            #expect(await scene.jira.writes.count == (simulate ? 0 : 1))
            #expect(lister.requests == 33)
            #expect(
                words.withLock { $0 } == [
                    "target 'jira': its accounts are listed, to find users by mail address: 0 so far"
                ])
            _ = try await operations.sync("user-1", of: "entra", simulate: simulate, person: "grace")
            #expect(lister.requests == 33)
        }
    }

    @Test("a listing that cannot be made fails the pipelines that need it, and no others")
    func fails() async throws {
        try await withScene { scene in
            let lister = ScriptedLister(accounts: 30)
            lister.state.withLock { $0.outage = .forbidden }
            await scene.addPerson()
            let operations = scene.operations([scene.route(.byMail), scene.route], lister)
            let result = try await operations.sync("user-1", of: "entra", simulate: false, person: "grace")
            #expect(result.pipelines.map(\.outcome) == ["failed", "written"])
            #expect(result.pipelines.first?.reason?.contains("scripted") == true)
            #expect(try await scene.store.deadLetters() == [])
        }
    }

    @Test("where another process lists, a person waits for it", .timeLimit(.minutes(1)))
    func waits() async throws {
        try await withScene { scene in
            let lister = ScriptedLister(accounts: 30)
            await scene.addPerson()
            _ = try await scene.store.beginListing(
                of: lister.index, owner: "serve", lease: .seconds(3600), at: scene.time.now)
            let operations = scene.operations([scene.route(.byMail)], lister)
            async let result = operations.sync("user-1", of: "entra", simulate: false, person: "grace")
            try await scene.elapse(for: .seconds(20), step: .seconds(1))
            #expect(lister.requests == 0)
            _ = try await scene.store.endListing(of: lister.index, owner: "serve", limit: 9, at: scene.time.now)
            try await scene.elapse("the sync", step: .seconds(1)) { await scene.jira.writes.count == 1 }
            #expect(try await result.pipelines.map(\.outcome) == ["written"])
        }
    }

    @Test("a run that looks at everybody has the accounts listed anew, unless somebody just did")
    func listsAnew() async throws {
        try await withScene { scene in
            let lister = ScriptedLister(accounts: 3)
            let gate = AccountIndexGate([lister], store: scene.store, time: scene.time, logger: Scene.logger) { _ in }
            let start = scene.time.now
            try await gate.refresh(for: .byMail, after: start)
            #expect(lister.requests == 4)
            scene.time.advance(by: .seconds(60))
            try await gate.refresh(for: .byMail, after: start)
            #expect(lister.requests == 4)
            lister.state.withLock { $0.accounts.append(ScriptedLister.account(3)) }
            try await gate.refresh(for: .byMail, after: scene.time.now)
            expectSame(try await scene.find("user-3@example.com", lister), ["KEY3"])
            try await gate.refresh(for: .entraJira, after: scene.time.now)
            #expect(lister.requests == 9)
        }
    }

    @Test("a pass that meets an index before it is complete waits and loses no attempt")
    func passWaits() async throws {
        try await withScene { scene in
            await scene.addPerson()
            await scene.jira.fail(with: .notReady)
            try await scene.mark(.number(1), pipeline: "by-mail")
            for attempt in 0..<5 {
                let conclusion = try await scene.next(through: scene.route(.byMail))
                #expect(conclusion.completion.isDeferred)
                #expect(try await scene.counts().waiting == 1)
                #expect(attempt < 5)
                scene.time.advance(by: .seconds(5))
            }
            #expect(try await scene.store.deadLetters() == [])
            #expect(try await scene.store.pauses() == [])
            await scene.jira.fail(with: nil)
            let claim = try #require(try await scene.claim("by-mail").first)
            #expect(claim.attempts == 0)
        }
    }

    @Test("check proves the listing, and says how far it is")
    func examination() async throws {
        try await withScene { scene in
            let lister = ScriptedLister(accounts: 30)
            lister.state.withLock {
                $0.probes = [Probe(part: "jira: accounts", ok: true, message: "accounts can be listed")]
            }
            func parts(_ routes: [Route]) async -> [Probe] {
                await scene.operations(routes, lister).probes().filter { $0.part.hasPrefix("jira: ") }
            }
            let before = await parts([scene.route(.byMail)])
            #expect(before.map(\.part) == ["jira: accounts", "jira: index of mail addresses"])
            #expect(before.last?.ok == true && before.last?.message.contains("0 accounts listed so far") == true)
            expectSame(try await scene.list(lister), .complete(accounts: 30))
            #expect(await parts([scene.route(.byMail)]).last?.message.contains("listed last at") == true)
            // Nobody is matched by mail address: nothing to prove.
            #expect(await parts([scene.route]).isEmpty)
        }
    }
}

extension Scene {
    fileprivate func addPerson() async {
        await addUsers(1...1)
        await jira.put(TargetUser(key: "KEY1", name: "user-1", email: "user-1@example.com"))
    }

    fileprivate func operations(
        _ routes: [Route], _ lister: ScriptedLister, tell: @escaping @Sendable (String) -> Void = { _ in }
    ) -> Operations {
        Operations(
            store: store, routes: routes, board: board(),
            indexes: AccountIndexGate([lister], store: store, time: time, logger: Self.logger, tell: tell),
            policy: policy, time: time, logger: Self.logger)
    }
}
