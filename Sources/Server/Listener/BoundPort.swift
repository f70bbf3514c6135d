import Synchronization

/// The port that a listener got, for those who must wait until it listens.
final class BoundPort: Sendable {
    private enum State {
        case waiting([Int: CheckedContinuation<Int, any Error>], next: Int)
        case bound(Int)
        case ended(ListenerError)
    }
    private let state = Mutex(State.waiting([:], next: 0))

    /// True between binding and the end of accepting.
    var isUp: Bool { state.withLock { if case .bound = $0 { true } else { false } } }

    /// - Throws: `ListenerError` when the listener cannot be bound or has stopped; `CancellationError`.
    func value() async throws -> Int {
        let waiter = state.withLock { state in
            guard case .waiting(let waiters, let next) = state else { return 0 }
            state = .waiting(waiters, next: next + 1)
            return next
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let result: Result<Int, any Error>? = state.withLock { state in
                    switch state {
                    case .waiting where Task.isCancelled: return .failure(CancellationError())
                    case .waiting(var waiters, let next):
                        waiters[waiter] = continuation
                        state = .waiting(waiters, next: next)
                        return nil
                    case .bound(let port): return .success(port)
                    case .ended(let error): return .failure(error)
                    }
                }
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            let continuation = state.withLock { state -> CheckedContinuation<Int, any Error>? in
                guard case .waiting(var waiters, let next) = state else { return nil }
                defer { state = .waiting(waiters, next: next) }
                return waiters.removeValue(forKey: waiter)
            }
            continuation?.resume(throwing: CancellationError())
        }
    }

    func bound(to port: Int) { settle(.bound(port), with: .success(port)) }

    func end(_ error: ListenerError) { settle(.ended(error), with: .failure(error)) }

    private func settle(_ new: State, with result: Result<Int, any Error>) {
        let waiters = state.withLock { state -> [Int: CheckedContinuation<Int, any Error>] in
            // The first word on why it ended is the one that tells.
            if case .ended = state { return [:] }
            defer { state = new }
            if case .waiting(let waiters, _) = state { return waiters }
            return [:]
        }
        for waiter in waiters.values { waiter.resume(with: result) }
    }
}
