public import Foundation
import Synchronization

/// When a service was last seen at work, for readiness.
public final class Pulse: Sendable {
    private let last = Mutex<Date?>(nil)

    public init() {}

    /// nil: not at work.
    public var lastBeat: Date? { last.withLock { $0 } }

    func beat(at time: Date) { last.withLock { $0 = time } }
    func stop() { last.withLock { $0 = nil } }
}
