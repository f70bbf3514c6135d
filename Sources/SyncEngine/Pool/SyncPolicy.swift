import Domain
import Foundation

/// How often and when users are looked at again.
public struct SyncPolicy: Sendable {
    /// Failed attempts of one user in one pipeline before it becomes a dead letter.
    public let maxAttempts: Int
    public let retries: RetrySchedule
    /// How long after the first look a notified user that read unchanged is read again: IdPs replicate.
    public let rereads: [Duration]
    /// How long after the first look a notified user without an account is looked at again: new people reach the target
    /// after the IdP.
    public let laterLooks: [Duration]

    public init(
        maxAttempts: Int, retries: RetrySchedule, rereads: [Duration],
        laterLooks: [Duration] = [.seconds(15 * 60), .seconds(3600), .seconds(6 * 3600)]
    ) {
        self.maxAttempts = maxAttempts
        self.retries = retries
        self.rereads = rereads
        self.laterLooks = laterLooks
    }

    /// Whether and when to look again after a pass.
    ///
    /// - Parameter unchanged: Nothing new was read since the last profile read.
    func followUp(after claim: Claim, outcome: Outcome, unchanged: Bool, now: Date) -> FollowUp? {
        guard claim.cause.kind == .notification else { return nil }
        let series: [Duration]
        switch outcome {
        case .noMatch: series = rereads + laterLooks
        case .gone, .noUser: series = rereads
        case .written, .unchanged, .outOfScope, .ambiguous, .held, .failed: series = unchanged ? rereads : []
        }
        guard claim.step < series.count else { return nil }
        let looks = series.sorted()
        let wait = claim.step == 0 ? looks[0] : looks[claim.step] - looks[claim.step - 1]
        return FollowUp(at: now + wait.timeInterval, step: claim.step + 1)
    }

    /// What follows from a failure that is this user's own.
    func completion(ofFailure error: String, after claim: Claim, now: Date) -> Completion {
        let failures = claim.attempts + 1
        guard failures < maxAttempts else { return .dead(error: error) }
        return .retry(at: now + retries.delay(afterFailures: failures).timeInterval, error: error)
    }
}
