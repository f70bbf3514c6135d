import Synchronization

/// A value that tasks can wait for.
final class Watched<Value: Sendable>: Sendable {
    private struct Waiter {
        let holds: @Sendable (Value) -> Bool
        let continuation: CheckedContinuation<Value, any Error>
    }
    private struct State {
        var value: Value
        var waiters: [Int: Waiter] = [:]
        var nextWaiter = 0
    }
    private let state: Mutex<State>

    init(_ value: Value) {
        state = Mutex(State(value: value))
    }

    var value: Value { state.withLock { $0.value } }

    @discardableResult
    func update<Result: Sendable>(_ change: (inout Value) -> Result) -> Result {
        let (result, woken, value) = state.withLock { state in
            let result = change(&state.value)
            let due = state.waiters.filter { $0.value.holds(state.value) }
            for id in due.keys { state.waiters[id] = nil }
            return (result, due.values.map(\.continuation), state.value)
        }
        for continuation in woken { continuation.resume(returning: value) }
        return result
    }

    /// - Throws: `CancellationError` when the task is cancelled first.
    func wait(until holds: @escaping @Sendable (Value) -> Bool) async throws -> Value {
        let id = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let answer: Result<Value, any Error>? = state.withLock { state in
                    if holds(state.value) { return .success(state.value) }
                    // The handler below takes the same lock: cancelled before means seen here.
                    if Task.isCancelled { return .failure(CancellationError()) }
                    state.waiters[id] = Waiter(holds: holds, continuation: continuation)
                    return nil
                }
                if let answer { continuation.resume(with: answer) }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: id) }?.continuation.resume(throwing: CancellationError())
        }
    }
}
