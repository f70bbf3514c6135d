public import Foundation

/// What was and will be done at the targets: intents, links, history.
public protocol PassLedger: Sendable {
    /// How often an account's claims have ended; read before its values, handed back with the intents.
    func accountVersion(_ account: Account) async throws(StoreError) -> Int64

    /// Stores the changes to come and takes the account for the claim's term, in one commit.
    func intend(
        _ changes: [Intent], for claim: Claim, on account: Account, version: Int64, at time: Date
    ) async throws(StoreError) -> IntentResult

    /// Intents that a pass stored and never settled: it died between writing and recording.
    func openIntents(for key: RequestKey) async throws(StoreError) -> [Intent]

    /// Puts `history` in place of the open intents of the claim's request, in one commit. False: the claim was lost.
    func settle(_ claim: Claim, history: [HistoryEntry], at time: Date) async throws(StoreError) -> Bool

    /// The account that the last pass found for this user.
    func link(for key: RequestKey) async throws(StoreError) -> TargetUser?

    /// What the last pass left at the target, for `light` runs; nil: never recorded. A nil value: nothing there.
    func record(for key: RequestKey) async throws(StoreError) -> [TargetAttribute: String?]?

    /// What the last finished passes of a user came to, by pipeline.
    func lastPasses(of user: UserReference) async throws(StoreError) -> [String: FinishedPass]

    /// Newest first.
    func history(of user: UserReference, limit: Int) async throws(StoreError) -> [HistoryEntry]
}

/// One account at one target.
public struct Account: Sendable, Hashable {
    public let target: String
    public let key: String

    public init(target: String, key: String) {
        self.target = target
        self.key = key
    }
}

/// A change about to be made.
public struct Intent: Sendable, Hashable {
    public let target: String
    public let targetUser: TargetUser
    public let attribute: TargetAttribute
    public let old: String?
    public let new: String?
    public let cause: Cause
    public let intendedAt: Date

    public init(
        target: String, targetUser: TargetUser, attribute: TargetAttribute, old: String?, new: String?, cause: Cause,
        intendedAt: Date
    ) {
        self.target = target
        self.targetUser = targetUser
        self.attribute = attribute
        self.old = old
        self.new = new
        self.cause = cause
        self.intendedAt = intendedAt
    }
}

/// How and when a pass ended last.
public struct FinishedPass: Sendable, Hashable {
    public let outcome: Outcome
    public let at: Date

    public init(outcome: Outcome, at: Date) {
        self.outcome = outcome
        self.at = at
    }
}

public enum IntentResult: Sendable, Hashable {
    case stored
    /// Another claim wrote the account since `version`, or holds it now: read it again and plan anew.
    case accountBusy
    /// The claim's term had run out.
    case claimLost
}

/// One value that was changed at a target.
public struct HistoryEntry: Sendable, Hashable {
    public let time: Date
    public let user: UserReference
    public let pipeline: String
    public let target: String
    /// The account's login.
    public let targetUser: String
    public let attribute: TargetAttribute
    public let old: String?
    public let new: String?
    public let cause: Cause
    /// True: a crash fell between writing and recording, and the target now holds something else.
    public let uncertain: Bool

    public init(
        time: Date, user: UserReference, pipeline: String, target: String, targetUser: String,
        attribute: TargetAttribute, old: String?, new: String?, cause: Cause, uncertain: Bool = false
    ) {
        self.time = time
        self.user = user
        self.pipeline = pipeline
        self.target = target
        self.targetUser = targetUser
        self.attribute = attribute
        self.old = old
        self.new = new
        self.cause = cause
        self.uncertain = uncertain
    }
}
