import Domain
import Foundation
import Synchronization

/// A store that answers as the test says; all that the listener uses is `accept`.
final class ScriptedStore: SyncRequestStore {
    typealias Accept = @Sendable (DeliveryRecord, [Mark]) async throws(StoreError) -> Acceptance
    private let script: Accept
    private let kept = Mutex<[(delivery: DeliveryRecord, marks: [Mark])]>([])

    init(_ script: @escaping Accept = { _, _ throws(StoreError) in .stored }) { self.script = script }

    var accepted: [(delivery: DeliveryRecord, marks: [Mark])] { kept.withLock { $0 } }
    var users: [String] { accepted.flatMap { $0.marks.map(\.key.user.value) } }

    func accept(_ delivery: DeliveryRecord, marks: [Mark], at time: Date) async throws(StoreError) -> Acceptance {
        let acceptance = try await script(delivery, marks)
        if acceptance == .stored { kept.withLock { $0.append((delivery, marks)) } }
        return acceptance
    }

    private var unused: StoreError { StoreError(.refused, cause: "the listener has no business here") }

    func mark(_ marks: [Mark], at time: Date) async throws(StoreError) { throw unused }
    func claim(_ slots: [ClaimSlot], lease: Duration, at time: Date) async throws(StoreError) -> [Claim] {
        throw unused
    }
    func claimNow(_ marks: [Mark], lease: Duration, at time: Date) async throws(StoreError) -> [Claim] { throw unused }
    func extend(_ claims: [Claim], lease: Duration, at time: Date) async throws(StoreError) -> [Claim] { throw unused }
    func complete(
        _ claim: Claim, as completion: Completion, record: PassRecord, at time: Date
    ) async throws(StoreError) -> Bool { throw unused }
    func release(deferred slots: [ClaimSlot], at time: Date) async throws(StoreError) { throw unused }
    func clockWasSetBack(to time: Date, lease: Duration, longestWait: Duration) async throws(StoreError) {
        throw unused
    }
    func queueStatus(at time: Date) async throws(StoreError) -> QueueStatus { throw unused }
    func deadLetters() async throws(StoreError) -> [DeadLetter] { throw unused }
    func retryDeadLetter(_ id: Int64, at time: Date) async throws(StoreError) -> Bool { throw unused }
    func discardDeadLetter(_ id: Int64, at time: Date) async throws(StoreError) -> Bool { throw unused }
}
