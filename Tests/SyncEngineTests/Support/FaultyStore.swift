import Domain
import Foundation
import Synchronization
import TestSupport

/// A real store whose verbs fail when the test says so.
struct FaultyStore: Store {
    enum Verb: Hashable {
        case mark, claim, extend, complete, intend, ledger, pauses, pause, resume, prune, status
        case save, move, conclude
    }

    /// When a process dies: at the so manyth use of a verb, before it takes effect or right after.
    struct Death {
        let verb: Verb
        var uses: Int
        let isAfter: Bool
    }

    /// What is shared by the copies of one `FaultyStore`.
    final class Faults: Sendable {
        private let failing = Mutex<[Verb: Int]>([:])
        private let counts = Mutex<[Verb: Int]>([:])
        private let death = Mutex<Death?>(nil)
        private let isDead = Mutex(false)
        /// Holds what `pauses()` has read already.
        let pausesRead = Gate()

        /// The next `times` uses of `verb` fail.
        func fail(_ verb: Verb, times: Int = .max) { failing.withLock { $0[verb] = times } }
        func mend(_ verb: Verb) { failing.withLock { $0[verb] = nil } }
        /// How often `verb` was used, failures included.
        func count(_ verb: Verb) -> Int { counts.withLock { $0[verb] ?? 0 } }

        /// From then on nothing is stored any more.
        func die(at verb: Verb, use: Int, after: Bool) {
            death.withLock { $0 = Death(verb: verb, uses: use, isAfter: after) }
        }

        func used(_ verb: Verb) throws(StoreError) { try live(verb, isAfter: true) }

        private func live(_ verb: Verb, isAfter: Bool) throws(StoreError) {
            let dies = death.withLock { death in
                guard death?.verb == verb, death?.isAfter == isAfter else { return false }
                death?.uses -= 1
                return death?.uses == 0
            }
            let dead = isDead.withLock { isDead in
                if dies { isDead = true }
                return isDead
            }
            if dead { throw StoreError(.unavailable, cause: "the process is dead") }
        }

        func use(_ verb: Verb) throws(StoreError) {
            try live(verb, isAfter: false)
            counts.withLock { $0[verb, default: 0] += 1 }
            let fails = failing.withLock { failing in
                guard let left = failing[verb] else { return false }
                failing[verb] = left > 1 ? left - 1 : nil
                return true
            }
            if fails { throw StoreError(.unavailable, cause: "scripted") }
        }
    }

    let real: any Store
    let faults = Faults()

    init(_ real: any Store) {
        self.real = real
    }

    func accept(_ delivery: DeliveryRecord, marks: [Mark], at time: Date) async throws(StoreError) -> Acceptance {
        try faults.use(.mark)
        return try await real.accept(delivery, marks: marks, at: time)
    }

    func mark(_ marks: [Mark], at time: Date) async throws(StoreError) {
        try faults.use(.mark)
        try await real.mark(marks, at: time)
    }

    func claim(_ slots: [ClaimSlot], lease: Duration, at time: Date) async throws(StoreError) -> [Claim] {
        try faults.use(.claim)
        return try await real.claim(slots, lease: lease, at: time)
    }

    func claimNow(_ marks: [Mark], lease: Duration, at time: Date) async throws(StoreError) -> [Claim] {
        try faults.use(.claim)
        return try await real.claimNow(marks, lease: lease, at: time)
    }

    func extend(_ claims: [Claim], lease: Duration, at time: Date) async throws(StoreError) -> [Claim] {
        try faults.use(.extend)
        return try await real.extend(claims, lease: lease, at: time)
    }

    func complete(
        _ claim: Claim, as completion: Completion, record: PassRecord, at time: Date
    ) async throws(StoreError) -> Bool {
        try faults.use(.complete)
        let kept = try await real.complete(claim, as: completion, record: record, at: time)
        try faults.used(.complete)
        return kept
    }

    func release(deferred slots: [ClaimSlot], at time: Date) async throws(StoreError) {
        try await real.release(deferred: slots, at: time)
    }

    func clockWasSetBack(to time: Date, lease: Duration, longestWait: Duration) async throws(StoreError) {
        try await real.clockWasSetBack(to: time, lease: lease, longestWait: longestWait)
    }

    func queueStatus(at time: Date) async throws(StoreError) -> QueueStatus {
        try faults.use(.status)
        return try await real.queueStatus(at: time)
    }

    func deadLetters() async throws(StoreError) -> [DeadLetter] { try await real.deadLetters() }

    func retryDeadLetter(_ id: Int64, at time: Date) async throws(StoreError) -> Bool {
        try await real.retryDeadLetter(id, at: time)
    }

    func discardDeadLetter(_ id: Int64, at time: Date) async throws(StoreError) -> Bool {
        try await real.discardDeadLetter(id, at: time)
    }

    func accountVersion(_ account: Account) async throws(StoreError) -> Int64 {
        try await real.accountVersion(account)
    }

    func intend(
        _ changes: [Intent], for claim: Claim, on account: Account, version: Int64, at time: Date
    ) async throws(StoreError) -> IntentResult {
        try faults.use(.intend)
        let result = try await real.intend(changes, for: claim, on: account, version: version, at: time)
        try faults.used(.intend)
        return result
    }

    func openIntents(for key: RequestKey) async throws(StoreError) -> [Intent] {
        try faults.use(.ledger)
        return try await real.openIntents(for: key)
    }

    func settle(_ claim: Claim, history: [HistoryEntry], at time: Date) async throws(StoreError) -> Bool {
        try faults.use(.ledger)
        return try await real.settle(claim, history: history, at: time)
    }

    func link(for key: RequestKey) async throws(StoreError) -> TargetUser? { try await real.link(for: key) }

    func record(for key: RequestKey) async throws(StoreError) -> [TargetAttribute: String?]? {
        try await real.record(for: key)
    }

    func lastPasses(of user: UserReference) async throws(StoreError) -> [String: FinishedPass] {
        try await real.lastPasses(of: user)
    }

    func history(of user: UserReference, limit: Int) async throws(StoreError) -> [HistoryEntry] {
        try await real.history(of: user, limit: limit)
    }

    func pauses() async throws(StoreError) -> [LanePause] {
        try faults.use(.pauses)
        let pauses = try await real.pauses()
        try? await faults.pausesRead.pass()
        return pauses
    }

    func pause(_ pause: LanePause) async throws(StoreError) {
        try faults.use(.pause)
        try await real.pause(pause)
    }

    func resume(_ lane: Lane) async throws(StoreError) {
        try faults.use(.resume)
        try await real.resume(lane)
    }

    func subscriptions() async throws(StoreError) -> [SubscriptionRecord] { try await real.subscriptions() }
    func save(_ record: SubscriptionRecord) async throws(StoreError) { try await real.save(record) }

    func lastNotifications() async throws(StoreError) -> [String: Date] { try await real.lastNotifications() }

    func removeSubscription(connector: String, kind: String, id: String) async throws(StoreError) {
        try await real.removeSubscription(connector: connector, kind: kind, id: id)
    }

    func salt() async throws(StoreError) -> String { try await real.salt() }
    func probe() async throws(StoreError) { try await real.probe() }

    func prune(_ retention: Retention, limit: Int) async throws(StoreError) -> Int {
        try faults.use(.prune)
        return try await real.prune(retention, limit: limit)
    }
}
