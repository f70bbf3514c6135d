import Domain
import Foundation

/// What an answer says about the rate limit that it counts against (contracts/okta.md, Tokens and limits).
struct OktaLimit: Sendable, Hashable {
    /// 0: too many requests at once, whatever the rate.
    let limit: Int
    let remaining: Int
    /// Until the limit starts anew, by the clock of the answer; not below zero.
    let untilReset: TimeInterval

    /// nil where the answer does not say.
    ///
    /// - Parameter now: The time, where the answer has no `Date`.
    init?(_ answer: HTTPAnswer, now: Date) {
        func number(_ header: String) -> Int? {
            answer.header(header).flatMap { Int($0.trimmingCharacters(in: .whitespaces)) }
        }
        guard let limit = number("X-Rate-Limit-Limit"), let remaining = number("X-Rate-Limit-Remaining"),
            let reset = number("X-Rate-Limit-Reset"), (0...253_402_300_799).contains(reset)
        else { return nil }
        self.limit = limit
        self.remaining = remaining
        let answered = answer.header("Date").flatMap(RetryAfter.httpDate) ?? now
        untilReset = max(Date(timeIntervalSince1970: TimeInterval(reset)).timeIntervalSince(answered), 0)
    }

    /// How long a refused request waits: a second at least, and as long at most as any peer is believed.
    var wait: Duration { min(max(.seconds(untilReset), .seconds(1)), RetryAfter.longest) }

    /// What is left between two requests so that the last tenth of a limit lasts until it starts anew.
    var gap: TimeInterval? {
        guard limit > 0, remaining * 10 <= limit, untilReset > 0 else { return nil }
        return min(untilReset / Double(remaining + 1), Self.longestGap)
    }

    /// Whoever waits longer had better be refused: the lane pauses then, and others see why.
    private static let longestGap: TimeInterval = 2
}
