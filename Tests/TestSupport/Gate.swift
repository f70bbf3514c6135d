import Synchronization

/// Holds calls open until the test lets them go; open at first.
public final class Gate: Sendable {
    private struct State {
        var isClosed = false
        var nextID = 0
        var waiting: [Int: CheckedContinuation<Void, any Error>] = [:]
    }

    private let state = Mutex(State())

    public init() {}

    /// How many calls are held now.
    public var waiting: Int { state.withLock { $0.waiting.count } }

    public func close() { state.withLock { $0.isClosed = true } }

    /// Lets go all that are held and those that come.
    public func open() {
        let held = state.withLock { state in
            state.isClosed = false
            defer { state.waiting = [:] }
            return state.waiting.values.map { $0 }
        }
        for call in held { call.resume() }
    }

    /// Lets go one of those that are held, the longest waiting first.
    public func letOne() {
        let call = state.withLock { state in
            state.waiting.keys.min().flatMap { state.waiting.removeValue(forKey: $0) }
        }
        call?.resume()
    }

    /// Waits while the gate is closed.
    /// - Throws: `CancellationError` when the task is cancelled, as a network call would end.
    public func pass() async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let passes = state.withLock { state in
                    guard state.isClosed, !Task.isCancelled else { return true }
                    state.waiting[id] = continuation
                    return false
                }
                if passes {
                    Task.isCancelled ? continuation.resume(throwing: CancellationError()) : continuation.resume()
                } else if Task.isCancelled {
                    cancel(id)
                }
            }
        } onCancel: {
            cancel(id)
        }
    }

    private func cancel(_ id: Int) {
        state.withLock { $0.waiting.removeValue(forKey: id) }?.resume(throwing: CancellationError())
    }
}
