public import Domain
public import Foundation
import Synchronization

/// A clock that stands still until the test moves it.
public final class ManualTime: TimeSource {
    private struct State {
        var now: Date
        var nextID = 0
        var sleepers: [Int: Sleeper] = [:]
    }

    private struct Sleeper {
        let until: Date
        let continuation: CheckedContinuation<Void, any Error>
    }

    /// A whole second, so that a store which keeps milliseconds gives it back unchanged.
    public static let start = Date(timeIntervalSince1970: 1_800_000_000)

    private let state: Mutex<State>

    public init(_ start: Date = ManualTime.start) {
        state = Mutex(State(now: start))
    }

    public var now: Date { state.withLock { $0.now } }

    /// How many tasks sleep now: what a test awaits before it moves the clock.
    public var sleepers: Int { state.withLock { $0.sleepers.count } }

    /// When the first sleeper is due; nil when nobody sleeps.
    public var nextWake: Date? { state.withLock { $0.sleepers.values.map(\.until).min() } }

    /// Moves the clock and wakes those whose time has come, the earliest first.
    public func advance(by duration: Duration) {
        let woken = state.withLock { state in
            state.now += duration / .seconds(1)
            let due = state.sleepers.filter { $0.value.until <= state.now }
            for id in due.keys { state.sleepers[id] = nil }
            return due.values.sorted { $0.until < $1.until }
        }
        for sleeper in woken { sleeper.continuation.resume() }
    }

    /// Sets the clock without any time passing: whoever sleeps has as long to sleep as before.
    public func setClock(by offset: Duration) {
        let seconds = offset / .seconds(1)
        state.withLock { state in
            state.now += seconds
            state.sleepers = state.sleepers.mapValues {
                Sleeper(until: $0.until + seconds, continuation: $0.continuation)
            }
        }
    }

    public func sleep(for duration: Duration) async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let cancelled = Task.isCancelled
                let over = state.withLock { state in
                    let until = state.now + duration / .seconds(1)
                    if cancelled || until <= state.now { return true }
                    state.sleepers[id] = Sleeper(until: until, continuation: continuation)
                    return false
                }
                if cancelled {
                    continuation.resume(throwing: CancellationError())
                } else if over {
                    continuation.resume()
                } else if Task.isCancelled {
                    wakeCancelled(id)
                }
            }
        } onCancel: {
            wakeCancelled(id)
        }
    }

    private func wakeCancelled(_ id: Int) {
        state.withLock { $0.sleepers.removeValue(forKey: id) }?.continuation.resume(throwing: CancellationError())
    }
}
