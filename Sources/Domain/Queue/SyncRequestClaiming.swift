public import Foundation

extension SyncRequest {
    /// Lends the request until `end`. Nil: it is not due, or somebody else's term still runs.
    public mutating func claim(token: String, until end: Date, at time: Date, settle: Duration) -> Claim? {
        guard isClaimable(at: time) else { return nil }
        expire(at: time, settle: settle)
        return lend(token: token, until: end)
    }

    /// Marks and lends in one step, due or not. Nil: somebody else's term still runs, and nothing was changed.
    ///
    /// A run (`.bulk`) that comes to somebody who is to be looked at again makes that look early, on behalf of whoever
    /// asked for it: further ones stay as they are.
    public mutating func claimNow(
        _ mark: Mark, token: String, until end: Date, at time: Date, settle: Duration
    ) -> Claim? {
        guard !isRunning(at: time) else { return nil }
        expire(at: time, settle: settle)
        if mark.priority == .bulk, step > 0, due != nil { return lend(token: token, until: end) }
        self.mark(mark, at: time, settle: settle)
        return lend(token: token, until: end)
    }

    /// Prolongs a term. False: it had run out, or the claim ended.
    public mutating func extend(token: String, until end: Date, at time: Date) -> Bool {
        guard holds(token, at: time) else { return false }
        hold?.until = end
        return true
    }

    /// Whether this claim's term still runs.
    public func holds(_ token: String, at time: Date) -> Bool {
        hold?.token == token && isRunning(at: time)
    }

    /// Ends a claim. A term that ran out still counts as long as nobody else was given the request.
    ///
    /// `retry` and `dead` count as an attempt. Marks that came since the claim take effect now: after `done` and `dead`
    /// as a fresh start, otherwise as on a request that waits.
    /// - Parameters:
    ///   - outcome: nil leaves the last one; so does a nil `fingerprint`.
    /// - Returns: false: the claim is not this request's any more, and nothing was changed.
    public mutating func complete(
        token: String, as completion: Completion, outcome: Outcome?, fingerprint: String?, at time: Date,
        settle: Duration
    ) -> Bool {
        guard let held = hold, held.token == token else { return false }
        hold = nil
        switch completion {
        case .done(let followUp):
            phase = followUp.map { .followUp(at: $0.at) } ?? .idle
            step = followUp.map { max(1, $0.step) } ?? 0
            (attempts, error, finishedAt) = (0, nil, time)
        case .retry(let due, let error):
            phase = .waiting(due: due)
            attempts += 1
            self.error = error
        case .deferred(let until, let reason):
            phase = .deferred(until: until)
            error = reason
        case .dead(let error):
            phase = .dead(since: time)
            attempts += 1
            (self.error, finishedAt) = (error, time)
        case .handedBack:
            break
        }
        self.outcome = outcome ?? self.outcome
        self.fingerprint = fingerprint ?? self.fingerprint
        if let again = held.again { take(again, at: time, settle: settle) }
        return true
    }

    private mutating func lend(token: String, until end: Date) -> Claim {
        hold = Hold(token: token, until: end)
        return Claim(
            key: key, token: token, generation: generation, cause: demand.cause, priority: demand.priority,
            markedAt: demand.markedAt, attempts: attempts, step: step, fingerprint: fingerprint, until: end)
    }

    /// Drops a claim whose term ran out; its marks belong to the next one.
    private mutating func expire(at time: Date, settle: Duration) {
        guard let lapsed = hold else { return }
        hold = nil
        if let again = lapsed.again { take(again, at: time, settle: settle) }
    }
}
