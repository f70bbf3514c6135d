import Domain
import Foundation

/// The rules of a channel's name and life (contracts/google.md, Push channels).
enum GoogleChannel {
    /// `SubscriptionRecord.kind`.
    static let kind = "channel"
    /// What is watched, each by a channel of its own, the most frequent first.
    static let events = ["update", "add", "delete", "makeAdmin", "undelete"]
    /// The life that is asked for; Google may give less.
    static let wish: TimeInterval = 21_600
    /// How long before its end a channel is replaced at the latest.
    private static let latest: TimeInterval = 600

    /// An id of which the event can be told: 46 characters at most, of 64.
    static func newID(for event: String) -> String { "\(event)-\(UUID().uuidString.lowercased())" }

    static func isID(_ id: String, for event: String) -> Bool { id.hasPrefix("\(event)-") }

    /// When the next one is to be made: at three quarters of the life, ten minutes before its end at the latest; a life
    /// too short for that is used by half at least.
    static func renewal(from start: Date, to end: Date) -> Date {
        let life = end.timeIntervalSince(start)
        return start.addingTimeInterval(max(life / 2, min(life * 3 / 4, life - latest)))
    }
}
