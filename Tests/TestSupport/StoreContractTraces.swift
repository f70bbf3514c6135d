import Domain
import Foundation
import Testing

/// Everything that a store can hold about a user, put in and looked for.
extension StoreUnderTest {
    static let allTraces: Set<String> = [
        "link", "record", "history", "intents", "passes", "dead letter", "known", "plan", "listed", "below",
        "people below", "name",
    ]

    /// Ends the pass that finds out whom `name` means.
    func resolve(_ name: UserReference, to key: RequestKey, at second: Double) async throws {
        try await mark(.resolution(of: name), at: second)
        let claim = try await claimOne("", at: second)
        try await complete(claim, PassRecord(outcome: .unchanged, marks: [Mark(key, cause: .delivery)]), at: second)
    }

    /// Leaves every trace of `user`, the last of them within 100 s.
    func fill(_ user: String) async throws {
        let key = RequestKey.user(user)
        try await resolve(UserReference(connector: "entra", attribute: "mail", value: "\(user)@x"), to: key, at: 0)
        let claim = try await claimOne(at: 0)
        let account = Account(target: "jira", key: "key-\(user)")
        let intent = Intent(
            target: "jira", targetUser: TargetUser(key: account.key, name: user),
            attribute: TargetAttribute(.property, "Department"), old: nil, new: "IT", cause: .delivery,
            intendedAt: at(1))
        let version = try await store.accountVersion(account)
        _ = try await store.intend([intent], for: claim, on: account, version: version, at: at(1))
        let record = PassRecord(
            outcome: .written, link: TargetUser(key: account.key, name: user), fingerprint: "print",
            values: [TargetAttribute(.property, "Department"): "IT"], history: [.change(of: key, at: at(1))],
            manager: "boss-of-\(user)")
        try await complete(claim, record, at: 2)
        try await mark(.user(user, "wiki"), .user("below-\(user)"), at: 10)
        try await complete(claimOne("wiki", at: 10), as: .dead(error: "x"), at: 10)
        try await complete(claimOne(at: 10), PassRecord(manager: user), at: 10)
        try await start(.of("run-of-\(user)", ["pipeline-\(user)"]), at: 20)
        try await save(
            .of(0, users: [user], plans: [.of(.user(user, "pipeline-\(user)"))]), of: "run-of-\(user)", at: 20)
    }

    /// Which traces of `user` can be found.
    func traces(of user: String) async throws -> Set<String> {
        let key = RequestKey.user(user)
        let name = UserReference(connector: "entra", attribute: "mail", value: "\(user)@x")
        var found: Set<String> = []
        func note(_ trace: String, _ isThere: Bool) { if isThere { found.insert(trace) } }
        note("link", try await store.link(for: key) != nil)
        note("record", try await store.record(for: key) != nil)
        note("history", try await !store.history(of: key.user, limit: 9).isEmpty)
        note("intents", try await !store.openIntents(for: key).isEmpty)
        note("passes", try await !store.lastPasses(of: key.user).isEmpty)
        note("dead letter", try await store.deadLetters().contains { $0.key.user == key.user })
        note("known", try await !store.known([key], at: at(0)).isEmpty)
        note("plan", try await !store.plans(of: "run-of-\(user)", after: 0, limit: 9).isEmpty)
        note("listed", try await !store.listed([user], of: "run-of-\(user)", connector: "entra").isEmpty)
        let boss = UserReference(connector: "entra", id: "boss-of-\(user)")
        note("below", try await !store.reports(of: boss, after: nil, limit: 9).isEmpty)
        note("people below", try await !store.reports(of: key.user, after: nil, limit: 9).isEmpty)
        note("name", try await !store.lastPasses(of: name).isEmpty)
        return found
    }
}
