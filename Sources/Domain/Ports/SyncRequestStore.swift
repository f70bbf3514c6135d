public import Foundation

/// The users that wait to be looked at, kept across crashes.
///
/// Times are the caller's (`at:`), so that tests own the clock. Every writing verb shares its commit with whatever
/// queued while the last commit ran, and returns when that commit is on disk.
public protocol SyncRequestStore: Sendable {
    /// Records a delivery and marks the users that it names, all in one commit; when it returns, it is on disk.
    ///
    /// When any of `delivery.replayIDs` is remembered already, nothing is stored and the answer is `.duplicate`.
    func accept(_ delivery: DeliveryRecord, marks: [Mark], at time: Date) async throws(StoreError) -> Acceptance

    /// Marks users without a delivery.
    func mark(_ marks: [Mark], at time: Date) async throws(StoreError)

    /// Lends due requests, at most `limit` of each slot, highest priority and longest due first; nobody else is given
    /// them before the term ends. Requests of one user that are due in several slots are lent together where possible.
    func claim(_ slots: [ClaimSlot], lease: Duration, at time: Date) async throws(StoreError) -> [Claim]

    /// Marks and claims in one step, for a person who waits: those of `marks` that nobody else holds now, whether or
    /// not they are due. Those held are left as they are, unmarked: the caller tries again.
    func claimNow(_ marks: [Mark], lease: Duration, at time: Date) async throws(StoreError) -> [Claim]

    /// Prolongs terms, and with them the hold of the accounts that the claims took. The answer leaves out the claims
    /// that were lost meanwhile or whose term ran out.
    func extend(_ claims: [Claim], lease: Duration, at time: Date) async throws(StoreError) -> [Claim]

    /// Ends a claim and stores what the pass found, in one commit: outcome, history, link, record, further marks.
    /// False: the term had run out and somebody else has it, or it ended already; nothing was changed.
    func complete(
        _ claim: Claim, as completion: Completion, record: PassRecord, at time: Date
    ) async throws(StoreError) -> Bool

    /// Makes every request of `slots` that a paused lane deferred due at `time`.
    func release(deferred slots: [ClaimSlot], at time: Date) async throws(StoreError)

    /// Applies `SyncRequest.clockWasSetBack` to every request and shortens the hold of accounts likewise, and leases of
    /// runs to the longer of the two durations: called at start and whenever the clock is seen going backwards. Changes
    /// nothing where the clock was not set back.
    func clockWasSetBack(to time: Date, lease: Duration, longestWait: Duration) async throws(StoreError)

    func queueStatus(at time: Date) async throws(StoreError) -> QueueStatus

    func deadLetters() async throws(StoreError) -> [DeadLetter]
    /// Makes a dead letter due at once, its attempts forgotten. False: there is none of this id.
    func retryDeadLetter(_ id: Int64, at time: Date) async throws(StoreError) -> Bool
    /// Forgets a dead letter. False: there is none of this id.
    func discardDeadLetter(_ id: Int64, at time: Date) async throws(StoreError) -> Bool
}

/// One HTTP request that carried notifications.
public struct DeliveryRecord: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, Codable { case notification, lifecycle, handshake }
    public let id: String
    /// The webhook's or connector's name.
    public let connector: String
    public let kind: Kind
    public let receivedAt: Date
    /// The sender's address, as far as trusted proxies tell it.
    public let source: String
    public let accepted: Int
    public let rejected: Int
    /// Sender's ids that must not take effect twice; remembered in the commit that marks.
    public let replayIDs: [String]

    public init(
        id: String, connector: String, kind: Kind, receivedAt: Date, source: String, accepted: Int, rejected: Int,
        replayIDs: [String] = []
    ) {
        self.id = id
        self.connector = connector
        self.kind = kind
        self.receivedAt = receivedAt
        self.source = source
        self.accepted = accepted
        self.rejected = rejected
        self.replayIDs = replayIDs
    }
}

public enum Acceptance: Sendable, Hashable { case stored, duplicate }

/// What a pass leaves behind, stored with the end of its claim.
public struct PassRecord: Sendable, Hashable {
    /// nil: the pass came to no result yet (retry, deferred, handed back).
    public let outcome: Outcome?
    /// Links the IdP's user to this account; nil leaves the link as it is.
    public let link: TargetUser?
    /// The profile's fingerprint as read; nil leaves it as it is.
    public let fingerprint: String?
    /// What the target holds now, for `light` runs; nil leaves the record as it is. A nil value: nothing there.
    public let values: [TargetAttribute: String?]?
    public let history: [HistoryEntry]
    /// True: the intents of this request are settled and go.
    public let settlesIntents: Bool
    /// The id of the user's manager as read (`ManagerEdges`); nil leaves the edge as it is, an empty one takes it away.
    public let manager: String?
    /// Users found by resolving a name.
    public let marks: [Mark]

    public init(
        outcome: Outcome? = nil, link: TargetUser? = nil, fingerprint: String? = nil,
        values: [TargetAttribute: String?]? = nil, history: [HistoryEntry] = [], settlesIntents: Bool = false,
        manager: String? = nil, marks: [Mark] = []
    ) {
        self.outcome = outcome
        self.link = link
        self.fingerprint = fingerprint
        self.values = values
        self.history = history
        self.settlesIntents = settlesIntents
        self.manager = manager
        self.marks = marks
    }
}

/// How much waits; users are counted once, however many pipelines they wait in.
public struct QueueStatus: Sendable, Hashable {
    public struct Counts: Sendable, Hashable {
        /// Due, retried or held by a paused lane; not rereads and later looks.
        public var waiting = 0
        public var running = 0
        /// One for each pipeline.
        public var deadLetters = 0
        /// When the oldest mark that waits or runs came.
        public var oldest: Date?
        public init(waiting: Int = 0, running: Int = 0, deadLetters: Int = 0, oldest: Date? = nil) {
            self.waiting = waiting
            self.running = running
            self.deadLetters = deadLetters
            self.oldest = oldest
        }
    }
    public let connectors: [String: Counts]
    public init(connectors: [String: Counts]) { self.connectors = connectors }
}

/// A user's pass through one pipeline that failed for good.
public struct DeadLetter: Sendable, Hashable {
    public let id: Int64
    public let key: RequestKey
    public let attempts: Int
    public let error: String
    public let since: Date

    public init(id: Int64, key: RequestKey, attempts: Int, error: String, since: Date) {
        self.id = id
        self.key = key
        self.attempts = attempts
        self.error = error
        self.since = since
    }
}
