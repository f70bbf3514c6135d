public import Domain
public import Foundation

/// When pipelines are reconciled and how deeply: pure.
public struct ReconciliationSchedule: Sendable {
    public enum Times: Sendable, Hashable {
        case every(Duration)
        case cron(CronTimes)
    }

    /// How the last runs of a pipeline ended.
    public struct Past: Sendable, Hashable {
        /// When one was last done; nil: never.
        public let done: Date?
        public let deeplyDone: Date?
        /// When the last one ended, if it was not done.
        public let givenUp: Date?
        /// Whether a person cancelled that one.
        public let wasCancelled: Bool

        public init(done: Date?, deeplyDone: Date?, givenUp: Date? = nil, wasCancelled: Bool = false) {
            self.done = done
            self.deeplyDone = deeplyDone
            self.givenUp = givenUp
            self.wasCancelled = wasCancelled
        }
    }

    /// How soon one that failed is tried again.
    static let retry = Duration.seconds(15 * 60)

    private let times: Times
    private let depth: Run.Depth
    private let deepEvery: Duration
    /// Whether a pipeline's first run waits for a person.
    private let waitsForPerson: Bool

    public init(times: Times, depth: Run.Depth, deepEvery: Duration, waitsForPerson: Bool) {
        self.times = times
        self.depth = depth
        self.deepEvery = deepEvery
        self.waitsForPerson = waitsForPerson
    }

    /// When a pipeline is due: a time that has passed is overdue. nil: not before a person has run it once, or never.
    public func due(after past: Past, now: Date) -> Date? {
        guard let done = past.done else {
            if waitsForPerson { return nil }
            return past.givenUp == nil ? now : again(after: past, regular: now)
        }
        guard let regular = next(after: done) else { return nil }
        guard let givenUp = past.givenUp, givenUp > done else { return regular }
        return again(after: past, regular: regular)
    }

    public func depth(after past: Past, now: Date) -> Run.Depth {
        guard depth == .light, let deep = past.deeplyDone else { return .deep }
        return deep.addingTimeInterval(deepEvery.timeInterval) <= now ? .deep : .light
    }

    /// A person who cancelled one wants none before the next regular time.
    private func again(after past: Past, regular: Date) -> Date? {
        guard let givenUp = past.givenUp else { return regular }
        let next = next(after: givenUp)
        if past.wasCancelled { return next }
        let soon = givenUp.addingTimeInterval(Self.retry.timeInterval)
        return max(regular, next.map { min($0, soon) } ?? soon)
    }

    private func next(after time: Date) -> Date? {
        switch times {
        case .every(let interval): time.addingTimeInterval(interval.timeInterval)
        case .cron(let cron): cron.next(after: time)
        }
    }
}
