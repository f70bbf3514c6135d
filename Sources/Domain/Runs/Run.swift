public import Foundation

/// A pass over all users of some pipelines, planned whole before anything is written.
public struct Run: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, Codable { case reconcile, simulate }

    /// How far a run looks.
    public enum Depth: String, Sendable, Hashable, Codable {
        /// Plans against the record, without reading the target for whom nothing differs.
        case light
        /// The full pass for everybody.
        case deep
    }

    /// Where a run stands.
    public enum Phase: String, Sendable, Hashable, Codable {
        case planning
        /// Beyond the guard's limits: waits for a person, nothing is written.
        case held
        case applying
        case done, failed, cancelled

        public var isOver: Bool { self == .done || self == .failed || self == .cancelled }

        /// Whether the worker of a run may move it from here to `next`; approving and cancelling are a person's.
        public func leads(to next: Self) -> Bool {
            switch (self, next) {
            case (.planning, .held), (.planning, .applying), (.planning, .done), (.planning, .failed): true
            case (.applying, .done), (.applying, .failed): true
            default: false
            }
        }
    }

    public let id: String
    public let kind: Kind
    public let depth: Depth
    /// Names, sorted.
    public let pipelines: [String]
    public let cause: Cause
    public let startedAt: Date
    public var phase: Phase
    /// Why it is held, failed or was cancelled; in words.
    public var reason: String?
    public var finishedAt: Date?
    /// By pipeline.
    public var counts: [String: RunCounts]

    public init(
        id: String, kind: Kind, depth: Depth, pipelines: [String], cause: Cause, startedAt: Date,
        phase: Phase = .planning, reason: String? = nil, finishedAt: Date? = nil, counts: [String: RunCounts] = [:]
    ) {
        self.id = id
        self.kind = kind
        self.depth = depth
        self.pipelines = pipelines.sorted()
        self.cause = cause
        self.startedAt = startedAt
        self.phase = phase
        self.reason = reason
        self.finishedAt = finishedAt
        self.counts = counts
    }
}
