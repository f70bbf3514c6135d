import NIOCore

/// Tells a connection when it has waited too long.
///
/// It keeps one timer for each connection, which looks at the deadline and sleeps on when it has moved: a busy
/// connection starts and cancels none.
struct DeadlineClock {
    struct Limits: Sendable {
        let head, nextRequest, body, flush, peerClose: TimeAmount

        fileprivate func limit(of wait: ConnectionState.Wait) -> TimeAmount? {
            switch wait {
            case .head: head
            case .nextRequest: nextRequest
            case .body: body
            case .flush: flush
            case .peerClose: peerClose
            // The store bounds its own work, and an answer is owed for what it keeps.
            case .responder: nil
            }
        }

        /// The timer never sleeps longer, so that it wakes before any deadline that is set meanwhile.
        fileprivate var shortest: TimeAmount { min(head, min(nextRequest, min(body, min(flush, peerClose)))) }
    }

    private let limits: Limits
    private var timer: Timer?
    private var phase = -1

    init(limits: Limits) { self.limits = limits }

    mutating func start(_ eventLoop: any EventLoop, onTimeUp: @escaping () -> Void) {
        timer = Timer(eventLoop: eventLoop, longestSleep: limits.shortest, onTimeUp: onTimeUp)
    }

    mutating func stop() {
        timer?.cancel()
        timer = nil
    }

    /// Starts the clock of `wait` unless it runs for this phase already.
    /// - Returns: whether the phase is a new one.
    mutating func follow(_ wait: ConnectionState.Wait?, phase: Int) -> Bool {
        guard phase != self.phase else { return false }
        self.phase = phase
        timer?.set(wait.flatMap(limits.limit(of:)))
        return true
    }

    private final class Timer {
        private let eventLoop: any EventLoop
        private let longestSleep: TimeAmount
        private let onTimeUp: () -> Void
        private var deadline: NIODeadline?
        private var scheduled: Scheduled<Void>?

        init(eventLoop: any EventLoop, longestSleep: TimeAmount, onTimeUp: @escaping () -> Void) {
            self.eventLoop = eventLoop
            self.longestSleep = longestSleep
            self.onTimeUp = onTimeUp
            sleep()
        }

        func set(_ limit: TimeAmount?) { deadline = limit.map { .now() + $0 } }

        func cancel() { scheduled?.cancel() }

        private func sleep() {
            let latest = NIODeadline.now() + longestSleep
            let wake = deadline.map { min($0, latest) } ?? latest
            scheduled = eventLoop.assumeIsolated().scheduleTask(deadline: wake) { [weak self] in self?.woke() }
        }

        private func woke() {
            if let deadline, deadline <= .now() {
                self.deadline = nil
                onTimeUp()
            }
            sleep()
        }
    }
}
