public import Foundation

/// One user's pass through one pipeline, from the first mark to its rest: every rule of the queue, without I/O.
///
/// Stores load a request, tell it what happened, and save it, in one transaction.
/// ```
///          mark                 claim, then complete as
///   idle ───────► waiting ──┬── done ─────────► idle, or followUp; a mark that came meanwhile: waiting again
///   followUp ─────► ▲       ├── retry ────────► waiting, one attempt more
///   dead ─────────► │       ├── deferred ─────► deferred ── its time, or release ──► waiting
///                   │       ├── dead ─────────► dead
///                   └───────┴── handedBack, or the term runs out: as before the claim
/// ```
public struct SyncRequest: Sendable, Hashable {
    public enum Phase: Sendable, Hashable {
        case idle
        case waiting(due: Date)
        /// A further look at a user whose marks are all answered; not counted as waiting.
        case followUp(at: Date)
        /// Its connector or target failed: waits for the lane.
        case deferred(until: Date)
        case dead(since: Date)
    }

    /// A claim, laid over the phase: when it ends without a result, the phase is as it was.
    public struct Hold: Sendable, Hashable {
        public let token: String
        public internal(set) var until: Date
        /// Marks that came since the claim.
        public internal(set) var again: Demand?

        public init(token: String, until: Date, again: Demand? = nil) {
            self.token = token
            self.until = until
            self.again = again
        }
    }

    /// The longest that a request with failed attempts waits after a new mark: soon enough for a person who has just
    /// mended something, too seldom for a burst of marks to use up the attempts.
    public static let backoffAfterMark = Duration.seconds(60)

    /// How many times `settle` a mark waits at the most while notifications of the same user go on coming.
    public static let burstLimit = 12

    public let key: RequestKey
    /// Moves with every mark that leads to another sync.
    public internal(set) var generation: Int64
    public internal(set) var phase: Phase
    public internal(set) var demand: Demand
    /// `FollowUp.step` of the look that is next or under way; 0: a mark is to be answered.
    public internal(set) var step: Int
    /// Failed attempts since the mark.
    public internal(set) var attempts: Int
    /// Why the last pass was retried, deferred or given up.
    public internal(set) var error: String?
    public internal(set) var hold: Hold?
    /// Of the profile as the last finished pass read it.
    public internal(set) var fingerprint: String?
    public internal(set) var outcome: Outcome?
    /// When a pass last came to an end, good or bad: `settle` counts from here.
    public internal(set) var finishedAt: Date?

    /// A request that was stored.
    public init(
        key: RequestKey, generation: Int64, phase: Phase, demand: Demand, step: Int, attempts: Int, error: String?,
        hold: Hold?, fingerprint: String?, outcome: Outcome?, finishedAt: Date?
    ) {
        self.key = key
        self.generation = generation
        self.phase = phase
        self.demand = demand
        self.step = step
        self.attempts = attempts
        self.error = error
        self.hold = hold
        self.fingerprint = fingerprint
        self.outcome = outcome
        self.finishedAt = finishedAt
    }

    /// A user who was never marked before: due at once.
    public init(_ mark: Mark, at time: Date) {
        self.init(
            key: mark.key, generation: 1, phase: .waiting(due: time),
            demand: Demand(cause: mark.cause, priority: mark.priority, markedAt: time), step: 0, attempts: 0,
            error: nil, hold: nil, fingerprint: nil, outcome: nil, finishedAt: nil)
    }

    /// When it may be claimed, as far as no claim holds it; nil: not before a mark.
    public var due: Date? {
        switch phase {
        case .waiting(let due): due
        case .followUp(let at): at
        case .deferred(let until): until
        case .idle, .dead: nil
        }
    }

    public func isRunning(at time: Date) -> Bool {
        guard let hold else { return false }
        return hold.until > time
    }

    /// A mark that is due, retried or held by a paused lane, and in nobody's hands; a further look is none, even one that
    /// failed or waits for its lane.
    public func isWaiting(at time: Date) -> Bool {
        switch phase {
        case .waiting, .deferred: (step == 0 || hold?.again != nil) && !isRunning(at: time)
        case .followUp: hold?.again != nil && !isRunning(at: time)
        case .idle, .dead: false
        }
    }

    public func isClaimable(at time: Date) -> Bool {
        guard let due else { return false }
        return due <= time && !isRunning(at: time)
    }

    /// When the oldest mark came that no finished pass has answered; nil: all are answered.
    public var oldestUnanswered: Date? {
        switch phase {
        case .idle, .dead: nil
        case .waiting, .followUp, .deferred: step == 0 ? demand.markedAt : hold?.again?.markedAt
        }
    }
}
