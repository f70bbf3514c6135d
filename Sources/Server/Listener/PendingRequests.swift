import Synchronization

/// Counts the requests in flight against their limit.
final class PendingRequests: Sendable {
    private let count = Atomic<Int>(0)
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    var inFlight: Int { count.load(ordering: .relaxed) }

    /// - Returns: nil when all places are taken.
    func take() -> PendingPlace? {
        guard count.wrappingAdd(1, ordering: .relaxed).newValue <= limit else {
            give()
            return nil
        }
        return PendingPlace(of: self)
    }

    fileprivate func give() { count.wrappingSubtract(1, ordering: .relaxed) }
}

/// One request's place; free again once released, or when nothing holds it any more.
final class PendingPlace: Sendable {
    private let requests: PendingRequests
    private let isReleased = Atomic<Bool>(false)

    fileprivate init(of requests: PendingRequests) { self.requests = requests }

    deinit { release() }

    func release() {
        if !isReleased.exchange(true, ordering: .relaxed) { requests.give() }
    }
}
