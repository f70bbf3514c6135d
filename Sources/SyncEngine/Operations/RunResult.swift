public import Domain
public import Foundation

/// What a run found and did: `sync all`, `runs show`, `runs approve`.
public struct RunResult: Codable, Sendable, Hashable {
    public struct Values: Codable, Sendable, Hashable {
        public let set: Int
        public let changed: Int
        public let cleared: Int
    }
    public struct Errors: Codable, Sendable, Hashable {
        public let attributes: Int
    }
    public struct Pipeline: Codable, Sendable, Hashable {
        public let pipeline: String
        /// The sum of the outcomes.
        public let users: Int
        public let written: Int
        public let unchanged: Int
        public let noMatch: Int
        public let ambiguous: Int
        public let outOfScope: Int
        public let gone: Int
        public let held: Int
        public let failed: Int
        public let values: Values
        public let errors: Errors
        /// Users of whom something differed and no notification had said so.
        public let missedNotifications: Int
    }

    public let run: String
    public let kind: String
    public let depth: String
    public let status: String
    /// Why it is held, failed or was cancelled; in words.
    @OrNull public private(set) var reason: String?
    public let startedAt: Date
    @OrNull public private(set) var finishedAt: Date?
    public let pipelines: [Pipeline]

    public var exitStatus: ExitStatus {
        switch status {
        case RunStatus.held.rawValue: return .heldByGuard
        case RunStatus.failed.rawValue, RunStatus.cancelled.rawValue: return .failed
        default: return pipelines.allSatisfy { $0.failed == 0 && $0.errors.attributes == 0 } ? .done : .partly
        }
    }
}

/// How a run stands, as scripts are told.
public enum RunStatus: String, Sendable, Codable {
    case running, done, failed, held, cancelled

    public init(_ phase: Run.Phase) {
        self =
            switch phase {
            case .planning, .applying: .running
            case .held: .held
            case .done: .done
            case .failed: .failed
            case .cancelled: .cancelled
            }
    }
}

extension RunResult {
    init(_ run: Run, counts: [String: RunCounts]) {
        self.run = run.id
        kind = run.kind.rawValue
        depth = run.depth.rawValue
        status = RunStatus(run.phase).rawValue
        reason = run.reason
        startedAt = run.startedAt
        finishedAt = run.finishedAt
        pipelines = run.pipelines.map { Pipeline($0, counts[$0] ?? RunCounts(), isHeld: run.phase == .held) }
    }
}

extension RunResult.Pipeline {
    /// - Parameter isHeld: Nothing was written: who would have been is held, and the values say what would change.
    init(_ name: String, _ counts: RunCounts, isHeld: Bool) {
        let of = { (outcome: Outcome) in counts.outcomes[outcome] ?? 0 }
        pipeline = name
        users = counts.users
        written = isHeld ? 0 : of(.written)
        unchanged = of(.unchanged)
        noMatch = of(.noMatch) + of(.noUser)
        ambiguous = of(.ambiguous)
        outOfScope = of(.outOfScope)
        gone = of(.gone)
        held = of(.held) + (isHeld ? of(.written) : 0)
        failed = of(.failed)
        values = RunResult.Values(set: counts.set, changed: counts.changed, cleared: counts.cleared)
        errors = RunResult.Errors(attributes: counts.attributeErrors)
        missedNotifications = counts.missedNotifications
    }
}

/// A line of `runs list`.
public struct RunSummary: Codable, Sendable, Hashable {
    public let run: String
    public let kind: String
    public let depth: String
    public let status: String
    @OrNull public private(set) var reason: String?
    public let startedAt: Date
    @OrNull public private(set) var finishedAt: Date?
    /// Names.
    public let pipelines: [String]
    public let users: Int
    public let written: Int
    public let cause: Cause

    init(_ result: RunResult, cause: Cause) {
        (run, kind, depth, status) = (result.run, result.kind, result.depth, result.status)
        (reason, startedAt, finishedAt) = (result.reason, result.startedAt, result.finishedAt)
        pipelines = result.pipelines.map(\.pipeline)
        users = result.pipelines.reduce(0) { $0 + $1.users }
        written = result.pipelines.reduce(0) { $0 + $1.written }
        self.cause = cause
    }
}
