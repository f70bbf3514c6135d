public import Foundation

/// Everything that is kept across crashes, behind one connection.
public protocol Store: SyncRequestStore, PassLedger, LaneStore, SubscriptionStore, RunStore, ManagerEdges,
    AccountIndexStore
{
    /// A text made once for each store, for digests that must not be comparable between stores.
    func salt() async throws(StoreError) -> String

    /// Proves that a commit reaches the disk, for readiness.
    func probe() async throws(StoreError)

    /// Erases everything that is stored about a user: marks, links, records, history, open intents, plans of runs, edges
    /// to and from managers, names that meant this user, and the linked accounts in the indexes of targets. What the
    /// counts of runs say stays.
    func forget(_ user: UserReference, at time: Date) async throws(StoreError) -> Forgetting

    /// Forgets what retention no longer asks for, at most `limit` rows in one commit.
    /// - Returns: how many rows went; fewer than `limit` means that nothing more is left to go.
    func prune(_ retention: Retention, limit: Int) async throws(StoreError) -> Int
}

/// What became of a wish to forget a user.
public enum Forgetting: Sendable, Hashable {
    case forgotten
    /// A pass of this user is under way, until then at the longest: nothing was changed, try again.
    case busy(until: Date)
}

/// Up to when things may be forgotten: what is older goes.
public struct Retention: Sendable, Hashable {
    public let deliveriesBefore: Date
    public let historyBefore: Date
    /// Ids that guard against replays; never less than 7 days back.
    public let replayIDsBefore: Date

    public init(deliveriesBefore: Date, historyBefore: Date, replayIDsBefore: Date) {
        self.deliveriesBefore = deliveriesBefore
        self.historyBefore = historyBefore
        self.replayIDsBefore = replayIDsBefore
    }
}

/// Why the store did not do what it was asked; nothing of it was changed.
public struct StoreError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Code: Sendable, Hashable {
        /// The disk is full.
        case full
        /// The file or its disk cannot be written.
        case readOnly
        /// Cannot be opened or reached, or another process kept it locked for too long.
        case unavailable
        case corrupt
        /// Written by a newer Rollcall.
        case newerSchema
        /// A fault of ours: a statement that the database refused.
        case refused
    }
    public let code: Code
    public let cause: String
    public let remedy: String?

    public init(_ code: Code, cause: String, remedy: String? = nil) {
        self.code = code
        self.cause = cause
        self.remedy = remedy
    }

    public var description: String { ["store", cause, remedy].compactMap { $0 }.joined(separator: ": ") }
}
