public import Domain
import Synchronization

/// How far a run has come, for whoever watches it.
public final class RunMeter: Sendable {
    public struct Reading: Sendable, Hashable {
        public internal(set) var phase: Run.Phase = .planning
        /// Users planned, or written, in this phase.
        public internal(set) var users = 0
        /// How many there will be, as far as anybody can tell.
        public internal(set) var expected: Int?
        /// What stands still and is waited for, in words.
        public internal(set) var waitsFor: String?
    }

    private let present = Mutex(Reading())

    public init() {}

    public var reading: Reading { present.withLock { $0 } }

    func enter(_ phase: Run.Phase, users: Int = 0, expected: Int?) {
        present.withLock { $0 = Reading(phase: phase, users: users, expected: expected, waitsFor: nil) }
    }

    func count(_ users: Int = 1) { present.withLock { $0.users += users } }

    func wait(for words: String?) { present.withLock { $0.waitsFor = words } }
}
