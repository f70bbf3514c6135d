public import Foundation

/// What unanswered marks ask for, taken together.
public struct Demand: Sendable, Hashable {
    public internal(set) var cause: Cause
    public internal(set) var priority: Priority
    /// When the oldest of them came.
    public let markedAt: Date

    public init(cause: Cause, priority: Priority, markedAt: Date) {
        self.cause = cause
        self.priority = priority
        self.markedAt = markedAt
    }

    /// Joins a later mark. The cause stays the first one's, unless the later mark goes ahead of it, or is a
    /// notification and the first is none: only notified users are read again when they read unchanged.
    mutating func join(_ later: Demand) {
        let isNews = later.cause.kind == .notification && cause.kind != .notification
        if isNews || later.priority.rawValue < priority.rawValue { cause = later.cause }
        if later.priority.rawValue < priority.rawValue { priority = later.priority }
    }
}
