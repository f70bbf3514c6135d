import Domain
import Foundation
import Testing

extension StoreContract {
    static let managers = [
        StoreRule("people below a manager are those whose last pass read it, page by page") { test in
            let boss = UserReference(connector: "entra", id: "boss")
            func below(_ manager: UserReference, after user: String? = nil, limit: Int = 9) async throws -> [String] {
                try await test.store.reports(of: manager, after: user, limit: limit).map(\.value)
            }
            #expect(try await below(boss).isEmpty)
            func pass(_ key: RequestKey, manager: String?, at second: Double) async throws {
                try await test.mark(key, at: second)
                try await test.complete(test.claimOne(at: second), PassRecord(manager: manager), at: second)
            }
            for (index, key) in [RequestKey.cy, .ada, .bob].enumerated() {
                try await pass(key, manager: "boss", at: Double(index))
            }
            try await pass(.user("dee"), manager: nil, at: 5)
            #expect(try await below(boss) == ["ada", "bob", "cy"])
            #expect(try await below(boss, after: "ada", limit: 1) == ["bob"])
            #expect(try await below(boss, limit: 0).isEmpty)
            #expect(try await below(UserReference(connector: "okta", id: "boss")).isEmpty)
            #expect(try await below(UserReference(connector: "entra", attribute: "mail", value: "boss")).isEmpty)
            try await pass(.ada, manager: "chief", at: 10)
            try await pass(.bob, manager: nil, at: 20)
            try await pass(.cy, manager: "", at: 30)
            #expect(try await below(boss) == ["bob"])
            #expect(try await below(UserReference(connector: "entra", id: "chief")) == ["ada"])
        },
        StoreRule("a run's pages tell of managers, too; a lost claim does not") { test in
            let boss = UserReference(connector: "entra", id: "boss")
            try await test.start(.of("run-1"), at: 0)
            try await test.save(.of(0, managers: ["ada": "boss", "bob": "boss"]), of: "run-1", at: 1)
            try await test.save(.of(1, managers: ["bob": ""]), of: "run-1", at: 2)
            try await test.mark(.cy, at: 3)
            let lost = try await test.claimOne(at: 3)
            _ = try await test.claimOne(at: 63)
            #expect(try await test.complete(lost, PassRecord(manager: "boss"), at: 64) == false)
            #expect(try await test.another().reports(of: boss, after: nil, limit: 9) == [RequestKey.ada.user])
        },
    ]

    static let forgetting = [
        StoreRule("forgets everything about a user, and nothing about others") { test in
            for user in ["ada", "bob"] { try await test.fill(user) }
            try await test.store.forget(RequestKey.ada.user, at: test.at(200)).must(be: .forgotten)
            #expect(try await test.traces(of: "ada").isEmpty)
            #expect(try await test.traces(of: "bob") == StoreUnderTest.allTraces)
            #expect(try await test.store.forget(RequestKey.ada.user, at: test.at(201)) == .forgotten)
        },
        StoreRule("waits for a pass that is under way: nothing is changed until it ends or its term runs out") { test in
            try await test.fill("ada")
            try await test.mark(.ada, at: 200)
            let claim = try await test.claimOne(at: 200)
            let user = RequestKey.ada.user
            #expect(try await test.another().forget(user, at: test.at(201)) == .busy(until: test.at(260)))
            #expect(try await test.traces(of: "ada") == StoreUnderTest.allTraces)
            let account = Account(target: "jira", key: "key-ada")
            let version = try await test.store.accountVersion(account)
            #expect(
                try await test.store.intend([], for: claim, on: account, version: version, at: test.at(202)) == .stored)
            #expect(try await test.store.forget(user, at: test.at(260)) == .forgotten)
            #expect(try await test.traces(of: "ada").isEmpty)
            // The pass that was too slow finds nothing to end, and leaves nothing behind.
            #expect(try await test.complete(claim, PassRecord(outcome: .written, manager: "boss"), at: 261) == false)
            #expect(try await test.traces(of: "ada").isEmpty)
        },
        StoreRule("what was read of an account before its user was forgotten is out of date") { test in
            try await test.mark(.ada, .bob, at: 0)
            let claims = try await test.claim(at: 0)
            let (ada, bob) = try (
                #require(claims.first { $0.key == .ada }), #require(claims.first { $0.key == .bob })
            )
            let account = Account(target: "jira", key: "key-ada")
            let before = try await test.store.accountVersion(account)
            _ = try await test.store.intend([], for: ada, on: account, version: before, at: test.at(1))
            try await test.complete(ada, PassRecord(link: TargetUser(key: account.key, name: "ada")), at: 2)
            #expect(try await test.store.forget(ada.key.user, at: test.at(3)) == .forgotten)
            #expect(
                try await test.store.intend([], for: bob, on: account, version: before, at: test.at(4)) == .accountBusy)
            let version = try await test.store.accountVersion(account)
            #expect(version > before)
            #expect(
                try await test.store.intend([], for: bob, on: account, version: version, at: test.at(5)) == .stored)
        },
        StoreRule("a run goes on without a user who is forgotten, and counts what would have been written no more") {
            test in
            let planned = RunCounts(.written, [.changing("Department")], isInScope: true)
            try await test.applying([.of(.ada), .of(.bob), .of(.cy)], counts: planned + planned + planned)
            let plans = try await test.store.pendingPlans(of: "run-1", limit: 9)
            #expect(try await test.conclude(plans[0], of: "run-1", [.changing("Department")], at: 3))
            for user in [RequestKey.ada.user, RequestKey.bob.user] {
                #expect(try await test.store.forget(user, at: test.at(4)) == .forgotten)
            }
            let counts = try #require(try await test.store.run("run-1")?.counts["jira"])
            #expect((counts.outcomes, counts.changed) == ([.written: 2], 2))
            #expect(try await test.store.plans(of: "run-1", after: 0, limit: 9).map(\.key) == [.cy])
            #expect(try await test.conclude(plans[1], of: "run-1", at: 5))
            #expect(try await test.store.run("run-1")?.counts["jira"] == counts)
        },
        StoreRule("a name goes with the user whom it meant, but not while somebody waits under it") { test in
            let name = UserReference(connector: "entra", attribute: "mail", value: "ada@example.com")
            try await test.resolve(name, to: .ada, at: 0)
            try await test.mark(.resolution(of: name), at: 100)
            #expect(try await test.store.forget(RequestKey.ada.user, at: test.at(101)) == .forgotten)
            #expect(try await test.claim("", at: 102).map(\.key) == [.resolution(of: name)])
            #expect(
                try await test.store.forget(RequestKey.ada.user, at: test.at(103)) == .busy(until: test.at(162)))
        },
        StoreRule("retention forgets names that rest, in bites, but none that waits or failed") { test in
            func name(_ value: String) -> UserReference {
                UserReference(connector: "entra", attribute: "mail", value: value)
            }
            for (index, value) in ["a@x", "b@x", "c@x"].enumerated() {
                try await test.resolve(name(value), to: .user("user-\(index)"), at: Double(index))
            }
            try await test.mark(.resolution(of: name("dead@x")), at: 5)
            try await test.complete(test.claimOne("", at: 5), as: .dead(error: "x"), at: 5)
            try await test.mark(.resolution(of: name("b@x")), at: 6)
            let retention = Retention(
                deliveriesBefore: test.at(0), historyBefore: test.at(1000), replayIDsBefore: test.at(0))
            #expect(try await test.store.prune(retention, limit: 3) == 3)
            #expect(try await test.store.prune(retention, limit: 3) == 1)
            #expect(try await test.store.prune(retention, limit: 3) == 0)
            #expect(try await test.claimOne("", at: 1000).key == .resolution(of: name("b@x")))
            #expect(try await test.store.deadLetters().map(\.key) == [.resolution(of: name("dead@x"))])
        },
    ]
}

extension Forgetting {
    fileprivate func must(be due: Forgetting, _ location: SourceLocation = #_sourceLocation) throws {
        try #require(self == due, sourceLocation: location)
    }
}
