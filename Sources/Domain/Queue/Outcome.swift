public import Foundation

/// What one user's pass through one pipeline came to.
public enum Outcome: String, Sendable, Hashable, Codable, CodingKeyRepresentable, CaseIterable {
    case written, unchanged, noMatch, noUser, ambiguous, outOfScope, gone, held, failed
}

/// How a claim ends.
public enum Completion: Sendable, Hashable {
    /// The pass came to a result; `followUp` looks again later (a reread, or a user that has no match yet).
    case done(followUp: FollowUp?)
    /// This user's pass failed: counts as an attempt.
    case retry(at: Date, error: String)
    /// The connector or target failed, not this user: no attempt is counted.
    case deferred(until: Date, reason: String)
    /// Failed for good: a dead letter.
    case dead(error: String)
    /// Stopped before it was done (shutdown): due again at once, as if never claimed.
    case handedBack
}

/// A further look at a user that is not counted as waiting.
public struct FollowUp: Sendable, Hashable {
    public let at: Date
    /// How many looks of this series have been scheduled, this one included; a new mark starts over at 0.
    public let step: Int

    public init(at: Date, step: Int) {
        self.at = at
        self.step = step
    }
}
