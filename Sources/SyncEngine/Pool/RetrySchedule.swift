/// When what failed is tried again: exponential backoff with full jitter.
///
/// Full jitter (any moment up to the backoff) keeps users that failed together from coming back together.
public struct RetrySchedule: Sendable {
    /// The backoff after the first failure.
    public let base: Duration
    /// The longest backoff.
    public let cap: Duration
    private let random: @Sendable (ClosedRange<Double>) -> Double

    public init(
        base: Duration, cap: Duration,
        random: @escaping @Sendable (ClosedRange<Double>) -> Double = { Double.random(in: $0) }
    ) {
        self.base = base
        self.cap = cap
        self.random = random
    }

    /// The longest that the wait after `failures` failures (1 or more) may be.
    public func backoff(afterFailures failures: Int) -> Duration {
        var delay = base
        for _ in 1..<max(1, min(failures, 40)) where delay < cap { delay = delay * 2 }
        return min(delay, cap)
    }

    /// The wait after `failures` failures (1 or more).
    public func delay(afterFailures failures: Int) -> Duration {
        backoff(afterFailures: failures) * random(0...1)
    }
}
