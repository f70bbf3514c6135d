import Domain
import Foundation
import Testing

extension StoreContract {
    /// Random commands, each told to the store and to Domain's `SyncRequest`; both must say the same.
    static let model = (1...8).map { seed in
        StoreRule("does what the state machine says, in random sequence \(seed)") { test in
            var play = ModelPlay(test.store, seed: UInt64(seed))
            for step in 0..<250 {
                let command = try await play.step()
                let agrees = try await play.compare("step \(step), \(command)")
                try #require(agrees, "sequence \(seed), step \(step), \(command)")
            }
        }
    }
}

/// A store and its model, side by side.
private struct ModelPlay {
    private static let lease = Duration.seconds(60)
    private static let pipelines = ["jira", "wiki", ""]

    private let store: any Store
    private var random: SeededGenerator
    private var now = ManualTime.start
    private var requests: [RequestKey: SyncRequest] = [:]
    private var accounts: [Account: ModelAccount] = [:]
    /// Every claim ever given out, so that lost and ended ones are used, too.
    private var claims: [Claim] = []

    init(_ store: any Store, seed: UInt64) {
        self.store = store
        random = SeededGenerator(seed: seed)
    }

    /// Does one random command on both sides, and says which.
    mutating func step() async throws -> String {
        now += Double(Int.random(in: -3...25, using: &random))
        switch Int.random(in: 0..<21, using: &random) {
        case 20: return try await forget()
        case 0..<6: return try await mark()
        case 6..<10: return try await claim()
        case 10: return try await claimNow()
        case 11: return try await extend()
        case 12: return try await release()
        case 13: return try await deadLetter()
        case 14..<16: return try await intend()
        default: return try await complete()
        }
    }

    /// Compares what can be asked without changing anything.
    func compare(_ command: String) async throws -> Bool {
        var counts: [String: QueueStatus.Counts] = [:]
        for (connector, all) in Dictionary(grouping: requests.values, by: \.key.user.connector) {
            let waiting = all.filter { $0.isWaiting(at: now) }
            let running = all.filter { $0.isRunning(at: now) }
            var dead = 0
            for case .dead in all.map(\.phase) { dead += 1 }
            let count = QueueStatus.Counts(
                waiting: Set(waiting.map(\.key.user)).count, running: Set(running.map(\.key.user)).count,
                deadLetters: dead, oldest: (waiting + running).compactMap(\.oldestUnanswered).min())
            if count != .init() { counts[connector] = count }
        }
        let status = try await store.queueStatus(at: now)
        #expect(status.connectors == counts, "\(command)")
        let letters = Dictionary(try await store.deadLetters().map { ($0.key, $0) }) { first, _ in first }
        let expected = requests.filter { if case .dead = $0.value.phase { true } else { false } }
        #expect(Set(letters.keys) == Set(expected.keys), "\(command)")
        var agrees = status.connectors == counts && letters.count == expected.count
        for (key, request) in expected {
            guard let letter = letters[key], case .dead(let since) = request.phase else { continue }
            agrees = agrees && letter.attempts == request.attempts && letter.error == request.error
            agrees = agrees && letter.since == since
        }
        for (account, model) in accounts {
            let version = try await store.accountVersion(account)
            agrees = agrees && version == model.version
        }
        return agrees
    }

    private mutating func randomKey() -> RequestKey {
        let connector = Bool.random(using: &random) ? "entra" : "okta"
        let user = "user-\(Int.random(in: 0..<4, using: &random))"
        return .user(user, Self.pipelines.randomElement(using: &random) ?? "", of: connector)
    }

    private mutating func randomMark() -> Mark {
        let kinds: [Cause.Kind] = [.notification, .sweep, .manual, .reconciliation]
        let cause = Cause(kinds.randomElement(using: &random) ?? .undo, id: "\(Int.random(in: 0..<99, using: &random))")
        return Mark(randomKey(), cause: cause, priority: Priority.allCases.randomElement(using: &random) ?? .bulk)
    }

    private mutating func mark() async throws -> String {
        let marks = (0..<Int.random(in: 1...4, using: &random)).map { _ in randomMark() }
        try await store.mark(marks, at: now)
        tell(marks)
        return "mark \(marks.map(\.key))"
    }

    private mutating func tell(_ marks: [Mark]) {
        for mark in marks {
            if requests[mark.key]?.mark(mark, at: now, settle: StoreUnderTest.settle) == nil {
                requests[mark.key] = SyncRequest(mark, at: now)
            }
        }
    }

    private mutating func claim() async throws -> String {
        let key = randomKey()
        let slot = ClaimSlot(
            connector: key.user.connector, pipeline: key.pipeline, limit: Int.random(in: 1...3, using: &random))
        let claimed = try await store.claim([slot], lease: Self.lease, at: now)
        let due = requests.values.filter {
            $0.key.user.connector == slot.connector && $0.key.pipeline == slot.pipeline && $0.isClaimable(at: now)
        }
        // The best ones; among equals the store chooses.
        let ranks = due.compactMap(Rank.init).sorted().prefix(slot.limit)
        #expect(claimed.compactMap { requests[$0.key].flatMap(Rank.init) }.sorted() == Array(ranks))
        for claim in claimed {
            endHold(of: claim.key)
            let expected = requests[claim.key]?.claim(
                token: claim.token, until: now.addingTimeInterval(60), at: now, settle: StoreUnderTest.settle)
            #expect(claim == expected)
        }
        claims += claimed
        return "claim \(slot)"
    }

    private mutating func claimNow() async throws -> String {
        let mark = randomMark()
        let claimed = try await store.claimNow([mark], lease: Self.lease, at: now)
        let token = claimed.first?.token ?? "none"
        var request = requests[mark.key] ?? SyncRequest(mark, at: now)
        let lapsed = request.isRunning(at: now) ? nil : requests[mark.key]?.hold?.token
        let end = now.addingTimeInterval(60)
        let expected =
            requests[mark.key] == nil
            ? request.claim(token: token, until: end, at: now, settle: StoreUnderTest.settle)
            : request.claimNow(mark, token: token, until: end, at: now, settle: StoreUnderTest.settle)
        #expect(claimed.first == expected)
        requests[mark.key] = request
        if let lapsed { writesNoMore(lapsed) }
        claims += claimed
        return "claim now \(mark.key)"
    }

    private mutating func extend() async throws -> String {
        let some = claims.suffix(6)
        let longer = try await store.extend(Array(some), lease: Self.lease, at: now)
        let end = now.addingTimeInterval(60)
        let expected = some.filter { requests[$0.key]?.extend(token: $0.token, until: end, at: now) == true }
        #expect(longer.map(\.token) == expected.map(\.token))
        for claim in expected {
            for account in accounts.keys where accounts[account]?.holder == claim.token {
                accounts[account]?.until = end
            }
        }
        return "extend"
    }

    private mutating func release() async throws -> String {
        let key = randomKey()
        let slot = ClaimSlot(connector: key.user.connector, pipeline: key.pipeline, limit: 0)
        try await store.release(deferred: [slot], at: now)
        for key in requests.keys where key.user.connector == slot.connector && key.pipeline == slot.pipeline {
            requests[key]?.release(at: now)
        }
        return "release \(slot)"
    }

    private mutating func deadLetter() async throws -> String {
        guard let letter = try await store.deadLetters().randomElement(using: &random) else { return "nobody dead" }
        if Bool.random(using: &random) {
            #expect(try await store.retryDeadLetter(letter.id, at: now))
            #expect(requests[letter.key]?.retryDeadLetter(at: now) == true)
            return "retry \(letter.key)"
        }
        #expect(try await store.discardDeadLetter(letter.id, at: now))
        #expect(requests[letter.key]?.discardDeadLetter() == true)
        return "discard \(letter.key)"
    }

    private mutating func forget() async throws -> String {
        let user = randomKey().user
        let all = requests.values.filter { $0.key.user == user }
        let answer = try await store.forget(user, at: now)
        if let end = all.filter({ $0.isRunning(at: now) }).compactMap(\.hold?.until).max() {
            #expect(answer == .busy(until: end))
        } else {
            #expect(answer == .forgotten)
            for request in all {
                endHold(of: request.key)
                requests[request.key] = nil
            }
        }
        return "forget \(user)"
    }

    private mutating func intend() async throws -> String {
        guard let claim = claims.suffix(8).randomElement(using: &random) else { return "nothing claimed" }
        // Both connectors' users of one name have one account.
        let account = Account(target: "jira", key: claim.key.user.value)
        var model = accounts[account] ?? ModelAccount()
        let version = max(0, model.version - (Int.random(in: 0..<4, using: &random) == 0 ? 1 : 0))
        let result = try await store.intend([], for: claim, on: account, version: version, at: now)
        var expected = IntentResult.claimLost
        if let request = requests[claim.key], request.holds(claim.token, at: now), let hold = request.hold {
            expected = model.take(for: claim.token, until: hold.until, version: version, at: now)
        }
        #expect(result == expected)
        accounts[account] = model
        return "intend \(account)"
    }

    private mutating func complete() async throws -> String {
        guard let claim = claims.suffix(10).randomElement(using: &random) else { return "nothing claimed" }
        let later = now.addingTimeInterval(Double(Int.random(in: 1...200, using: &random)))
        let endings: [Completion] = [
            .done(followUp: nil), .done(followUp: FollowUp(at: later, step: claim.step + 1)),
            .retry(at: later, error: "retry \(claim.attempts)"), .deferred(until: later, reason: "lane"),
            .dead(error: "dead"), .handedBack,
        ]
        let completion = endings.randomElement(using: &random) ?? .handedBack
        let marks = Int.random(in: 0..<5, using: &random) == 0 ? [randomMark()] : []
        let fingerprint = Bool.random(using: &random) ? "print \(Int.random(in: 0..<99, using: &random))" : nil
        let record = PassRecord(outcome: .unchanged, fingerprint: fingerprint, marks: marks)
        let ended = try await store.complete(claim, as: completion, record: record, at: now)
        let expected = requests[claim.key]?.complete(
            token: claim.token, as: completion, outcome: .unchanged, fingerprint: fingerprint, at: now,
            settle: StoreUnderTest.settle)
        #expect(ended == (expected ?? false))
        if ended {
            writesNoMore(claim.token)
            tell(marks)
        }
        return "complete \(claim.key) as \(completion)"
    }

    private mutating func endHold(of key: RequestKey) {
        if let lapsed = requests[key]?.hold?.token { writesNoMore(lapsed) }
    }

    private mutating func writesNoMore(_ token: String) {
        for account in accounts.keys { accounts[account]?.end(token) }
    }
}

/// What `PassLedger` promises about an account.
private struct ModelAccount {
    var version: Int64 = 0
    var holder: String?
    var until = Date.distantPast

    mutating func take(for token: String, until end: Date, version: Int64, at time: Date) -> IntentResult {
        if let holder, holder != token {
            if until <= time { self.end(holder) }
            return .accountBusy
        }
        guard version == self.version else { return .accountBusy }
        (holder, until) = (token, end)
        return .stored
    }

    mutating func end(_ token: String) {
        guard holder == token else { return }
        version += 1
        holder = nil
    }
}

/// The order in which requests are lent.
private struct Rank: Comparable {
    let priority: Int
    let due: Date

    init?(_ request: SyncRequest) {
        guard let due = request.due else { return nil }
        (priority, self.due) = (request.demand.priority.rawValue, due)
    }

    static func < (left: Self, right: Self) -> Bool {
        (left.priority, left.due) < (right.priority, right.due)
    }
}
