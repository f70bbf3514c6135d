public import Foundation

extension SyncRequest {
    /// A user who was never marked, as a run read it: at rest, until somebody marks it.
    public init(unmarked key: RequestKey, fingerprint: String?, cause: Cause, at time: Date) {
        self.init(
            key: key, generation: 0, phase: .idle, demand: Demand(cause: cause, priority: .bulk, markedAt: time),
            step: 0, attempts: 0, error: nil, hold: nil, fingerprint: fingerprint, outcome: nil, finishedAt: nil)
    }

    /// Takes over what a run read of the profile at `readAt`. False: a pass is under way or ended since.
    public mutating func observe(fingerprint: String?, readAt: Date, at time: Date) -> Bool {
        guard !isRunning(at: time), finishedAt.map({ $0 < readAt }) ?? true else { return false }
        self.fingerprint = fingerprint ?? self.fingerprint
        return true
    }

    /// Somebody wants the user looked at.
    ///
    /// - A request at rest, dead, or waiting for a further look starts afresh, `settle` after its last end at the soonest.
    /// - One that waits stays as it is; the mark may raise its priority, take over its cause (`Demand`), and cut a
    ///   backoff to `backoffAfterMark`. A deferred one goes on waiting for its lane.
    /// - One that waits for the end of `settle` is in a burst when another notification comes: it waits until the last
    ///   one is `settle` ago, for `burstLimit` at the most, so that a burst of a minute costs two syncs or three.
    /// - During a claim the mark is kept beside it and leads to another sync, whatever the claim comes to.
    public mutating func mark(_ mark: Mark, at time: Date, settle: Duration) {
        let demand = Demand(cause: mark.cause, priority: mark.priority, markedAt: time)
        guard hold != nil else { return take(demand, at: time, settle: settle) }
        if hold?.again == nil {
            hold?.again = demand
            generation += 1
        } else {
            hold?.again?.join(demand)
        }
    }

    /// The lane that deferred it runs again: due at `time`.
    public mutating func release(at time: Date) {
        guard case .deferred(let until) = phase else { return }
        phase = .waiting(due: min(until, time))
    }

    /// A person tries a dead letter again: due at once. False: it is none.
    public mutating func retryDeadLetter(at time: Date) -> Bool {
        guard case .dead = phase else { return false }
        start(Demand(cause: demand.cause, priority: demand.priority, markedAt: time), due: time)
        return true
    }

    /// A person gives a dead letter up. False: it is none.
    public mutating func discardDeadLetter() -> Bool {
        guard case .dead = phase else { return false }
        phase = .idle
        (step, attempts, error) = (0, 0, nil)
        return true
    }

    /// Lets marks take effect on a request that nobody holds.
    mutating func take(_ later: Demand, at time: Date, settle: Duration) {
        switch phase {
        case .idle, .followUp, .dead:
            start(later, due: ready(at: time, settle: settle))
        case .waiting(let due):
            join(later)
            guard attempts == 0 else { return phase = .waiting(due: min(due, time + Self.backoffAfterMark)) }
            let soonest = min(due, ready(at: time, settle: settle))
            let isNews = later.cause.kind == .notification
            phase = .waiting(due: isNews ? max(soonest, quiet(at: time, settle: settle)) : soonest)
        case .deferred:
            join(later)
        }
    }

    private mutating func start(_ demand: Demand, due: Date) {
        generation += 1
        phase = .waiting(due: due)
        self.demand = demand
        (step, attempts, error) = (0, 0, nil)
    }

    /// A failed further look has no mark left to answer: the new one takes its place and its series starts over.
    private mutating func join(_ later: Demand) {
        guard step > 0 else { return demand.join(later) }
        var fresh = later
        if demand.priority.rawValue < fresh.priority.rawValue { fresh.priority = demand.priority }
        demand = fresh
        step = 0
        generation += 1
    }

    /// When a burst that goes on at `time` counts as over; in the past when what waits did not begin within `settle`.
    private func quiet(at time: Date, settle: Duration) -> Date {
        // Marks of the future were made before the clock was set back: they wait for nothing more.
        guard let finishedAt, demand.markedAt < finishedAt + settle, demand.markedAt <= time else {
            return .distantPast
        }
        return min(time + settle, demand.markedAt + settle * Self.burstLimit)
    }

    /// Never later than `settle` from now, should the clock have been set back.
    private func ready(at time: Date, settle: Duration) -> Date {
        guard let finishedAt else { return time }
        return min(max(time, finishedAt + settle), time + settle)
    }
}

extension Date {
    static func + (date: Date, duration: Duration) -> Date {
        date.addingTimeInterval(duration / .seconds(1))
    }
}
