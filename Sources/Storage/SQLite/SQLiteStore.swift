public import Domain
public import Foundation

/// The store in one SQLite file, shared by all processes that open it.
public final class SQLiteStore: Store {
    /// The newest schema that this build knows and writes.
    public static var schemaVersion: Int { 1 }

    let settle: Duration

    /// Opens `path`, makes it (mode 0600, and the folder it is in) when it is missing, and brings its schema up to date.
    ///
    /// - Parameters:
    ///   - settle: how long after a finished sync the next one of the same request starts at the soonest.
    ///   - readOnly: true: neither makes nor migrates the file; every writing verb throws `.readOnly`.
    /// - Throws: `.newerSchema` when a newer Rollcall wrote the file, `.corrupt` when it is no store, `.unavailable`
    ///   when it cannot be opened.
    public init(path: String, settle: Duration, readOnly: Bool = false) async throws(StoreError) {
        self.settle = settle
        throw StoreError(.unavailable, cause: "not yet")
    }

    /// Ends all use of the file, after the commits under way.
    public func close() async throws(StoreError) {}
}

extension SQLiteStore {
    var later: StoreError { StoreError(.unavailable, cause: "not yet") }
    public func accept(_ delivery: DeliveryRecord, marks: [Mark], at time: Date) async throws(StoreError) -> Acceptance { throw later }
    public func mark(_ marks: [Mark], at time: Date) async throws(StoreError) { throw later }
    public func claim(_ slots: [ClaimSlot], lease: Duration, at time: Date) async throws(StoreError) -> [Claim] { throw later }
    public func claimNow(_ marks: [Mark], lease: Duration, at time: Date) async throws(StoreError) -> [Claim] { throw later }
    public func extend(_ claims: [Claim], lease: Duration, at time: Date) async throws(StoreError) -> [Claim] { throw later }
    public func complete(
        _ claim: Claim, as completion: Completion, record: PassRecord, at time: Date
    ) async throws(StoreError) -> Bool { throw later }
    public func release(deferred slots: [ClaimSlot], at time: Date) async throws(StoreError) { throw later }
    public func queueStatus(at time: Date) async throws(StoreError) -> QueueStatus { throw later }
    public func deadLetters() async throws(StoreError) -> [DeadLetter] { throw later }
    public func retryDeadLetter(_ id: Int64, at time: Date) async throws(StoreError) -> Bool { throw later }
    public func discardDeadLetter(_ id: Int64, at time: Date) async throws(StoreError) -> Bool { throw later }
    public func accountVersion(_ account: Account) async throws(StoreError) -> Int64 { throw later }
    public func intend(
        _ changes: [Intent], for claim: Claim, on account: Account, version: Int64, at time: Date
    ) async throws(StoreError) -> IntentResult { throw later }
    public func openIntents(for key: RequestKey) async throws(StoreError) -> [Intent] { throw later }
    public func link(for key: RequestKey) async throws(StoreError) -> TargetUser? { throw later }
    public func record(for key: RequestKey) async throws(StoreError) -> [TargetAttribute: String?]? { throw later }
    public func lastPasses(of user: UserReference) async throws(StoreError) -> [String: FinishedPass] { throw later }
    public func history(of user: UserReference, limit: Int) async throws(StoreError) -> [HistoryEntry] { throw later }
    public func pauses() async throws(StoreError) -> [LanePause] { throw later }
    public func pause(_ pause: LanePause) async throws(StoreError) { throw later }
    public func resume(_ lane: Lane) async throws(StoreError) { throw later }
    public func subscriptions() async throws(StoreError) -> [SubscriptionRecord] { throw later }
    public func save(_ record: SubscriptionRecord) async throws(StoreError) { throw later }
    public func removeSubscription(connector: String, kind: String, id: String) async throws(StoreError) { throw later }
    public func salt() async throws(StoreError) -> String { throw later }
    public func probe() async throws(StoreError) { throw later }
    public func prune(_ retention: Retention, limit: Int) async throws(StoreError) -> Int { throw later }
}
