import Domain
import Foundation

/// How long a paused lane stands still, and when it is tried again: pure.
struct ProbeSchedule: Sendable {
    private let backoff = RetrySchedule(base: .seconds(1), cap: .seconds(30), random: { $0.upperBound })
    /// Between the two sign-ins that refused credentials are allowed.
    private let secondSignIn = Duration.seconds(60)

    /// The pause that follows from `fault`, where `earlier` paused the lane before.
    ///
    /// - Parameter throttledInARow: This throttling counted; for lanes that do not say how long to wait.
    func pause(
        for fault: LaneFault, after earlier: LanePause?, throttledInARow: Int, credentials: String?, at now: Date
    ) -> LanePause {
        if let earlier, earlier.reason == .credentials, fault.reason == .unreachable || fault.reason == .throttled {
            // A refusal stays counted, whatever a probe meets afterwards: a third could lock the account.
            return earlier.probed(at: now + max(secondSignIn, fault.retryAfter ?? .zero).timeInterval)
        }
        let failures = (earlier?.reason == fault.reason ? earlier?.failures ?? 0 : 0) + 1
        let probeAt: Date? =
            switch fault.reason {
            case .throttled:
                now + (fault.retryAfter ?? backoff.delay(afterFailures: throttledInARow)).timeInterval
            case .unreachable: now + backoff.delay(afterFailures: failures).timeInterval
            // The IdP or target may have had a bad moment.
            case .credentials: failures < 2 ? now + secondSignIn.timeInterval : nil
            case .captcha: nil
            }
        let isRefusal = fault.reason == .credentials || fault.reason == .captcha
        return LanePause(
            lane: fault.lane, reason: fault.reason, message: fault.message, since: min(earlier?.since ?? now, now),
            probeAt: probeAt, failures: failures, credentials: isRefusal ? credentials : nil)
    }

    /// What a further fault changes about a pause: of several waits that a lane names, the longest is obeyed.
    func heeding(_ fault: LaneFault, during pause: LanePause, at now: Date) -> LanePause? {
        guard fault.reason == .throttled, pause.reason == .throttled || pause.reason == .unreachable,
            let wait = fault.retryAfter, let probeAt = pause.probeAt, probeAt < now + wait.timeInterval
        else { return nil }
        return LanePause(
            lane: pause.lane, reason: .throttled, message: fault.message, since: pause.since,
            probeAt: now + wait.timeInterval, failures: pause.failures)
    }

    /// The same pause, to be probed at once.
    func dueNow(_ pause: LanePause, at now: Date) -> LanePause { pause.probed(at: now) }

    /// Whether the pause has lasted as long as it was to, or longer than it can have been: then the clock was set back.
    func isDue(_ pause: LanePause, at now: Date) -> Bool {
        guard let probeAt = pause.probeAt else { return false }
        if probeAt <= now || pause.since > now + 5 { return true }
        // How long a lane asked to be left alone is known to nobody else.
        return pause.reason == .unreachable && probeAt > now + backoff.cap.timeInterval + 5
    }
}

extension LanePause {
    fileprivate func probed(at probeAt: Date) -> LanePause {
        LanePause(
            lane: lane, reason: reason, message: message, since: since, probeAt: probeAt, failures: failures,
            credentials: credentials)
    }
}
