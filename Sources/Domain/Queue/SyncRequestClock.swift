public import Foundation

extension SyncRequest {
    /// The clock was set back to `time`, perhaps while nobody ran: without this, what was due a moment ago would wait
    /// until the clock has caught up.
    ///
    /// What was marked or finished after `time` is due; nothing else waits longer than `longestWait`, and no term
    /// reaches further than one that is given now. Whoever holds the request keeps it.
    /// - Parameter longestWait: Between a failed attempt and the next.
    public mutating func clockWasSetBack(to time: Date, lease: Duration, longestWait: Duration) {
        if let until = hold?.until, until > time + lease { hold?.until = time + lease }
        switch phase {
        case .waiting(let due):
            phase = .waiting(due: min(due, demand.markedAt > time ? time : time + longestWait))
        case .deferred(let until):
            phase = .deferred(until: min(until, time + longestWait))
        case .followUp(let at):
            if let finishedAt, finishedAt > time { phase = .followUp(at: min(at, time)) }
        case .idle, .dead: break
        }
    }
}
