public import Foundation

/// A sync request lent to one worker for a term.
public struct Claim: Sendable, Hashable {
    public let key: RequestKey
    /// Ours alone: completing needs it.
    public let token: String
    /// The generation seen at the claim; a mark after it leads to another sync.
    public let generation: Int64
    public let cause: Cause
    public let priority: Priority
    /// When the oldest mark that this claim answers came.
    public let markedAt: Date
    /// Failed attempts so far.
    public let attempts: Int
    /// `FollowUp.step` of the look that this is; 0 for a fresh mark.
    public let step: Int
    /// The fingerprint of the profile as the last finished pass read it.
    public let fingerprint: String?
    /// When the term ends.
    public let until: Date

    public init(
        key: RequestKey, token: String, generation: Int64, cause: Cause, priority: Priority, markedAt: Date,
        attempts: Int, step: Int, fingerprint: String?, until: Date
    ) {
        self.key = key
        self.token = token
        self.generation = generation
        self.cause = cause
        self.priority = priority
        self.markedAt = markedAt
        self.attempts = attempts
        self.step = step
        self.fingerprint = fingerprint
        self.until = until
    }
}

/// How many requests of one kind a pool has room for.
public struct ClaimSlot: Sendable, Hashable {
    public let connector: String
    /// Empty: names to be resolved.
    public let pipeline: String
    public let limit: Int

    public init(connector: String, pipeline: String, limit: Int) {
        self.connector = connector
        self.pipeline = pipeline
        self.limit = limit
    }
}

/// A user to be marked for one pipeline.
public struct Mark: Sendable, Hashable {
    public let key: RequestKey
    public let cause: Cause
    public let priority: Priority

    public init(_ key: RequestKey, cause: Cause, priority: Priority = .event) {
        self.key = key
        self.cause = cause
        self.priority = priority
    }
}
