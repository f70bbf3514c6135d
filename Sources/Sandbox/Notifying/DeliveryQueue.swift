/// Deliveries that wait for the notifier, in memory.
struct DeliveryQueue: Sendable {
    let deliveries: AsyncStream<Delivery>
    private let continuation: AsyncStream<Delivery>.Continuation

    init() {
        (deliveries, continuation) = AsyncStream.makeStream()
    }

    func add(_ delivery: Delivery) { continuation.yield(delivery) }
}
