import Foundation
import Logging
import ServiceLifecycle

/// Tells subscribers and webhooks of changes, with the patience of whoever sends.
struct Notifier: Service {
    /// Deliveries that are under way at once.
    private static let concurrency = 64

    let announcers: [any Announcer]
    let queue: DeliveryQueue
    let courier: Courier
    let journal: Journal
    let logger: Logger

    /// Queues what these changes are told to whom.
    ///
    /// - Returns: how many deliveries were queued.
    func announce(_ changes: [PersonChange], batch: Int = 1) async -> Int {
        var queued = 0
        for announcer in announcers {
            for delivery in await announcer.deliveries(of: changes, batch: max(1, batch)) {
                queue.add(delivery)
                queued += 1
            }
        }
        return queued
    }

    func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            var running = 0
            for await delivery in queue.deliveries.cancelOnGracefulShutdown() {
                if running >= Self.concurrency {
                    await group.next()
                    running -= 1
                }
                group.addTask { await deliver(delivery) }
                running += 1
            }
            group.cancelAll()
        }
    }

    private func deliver(_ delivery: Delivery) async {
        let patience = delivery.patience
        for attempt in 0..<patience.attempts {
            let (status, words) = await courier.send(delivery)
            guard !Task.isCancelled else { return }
            await journal.change(\.deliveriesSent)
            await journal.record(
                .notified, at: delivery.sender, delivery.id, "\(delivery.url.absoluteString): \(words)")
            if patience.accepts(status) {
                await journal.change(\.deliveriesAccepted)
                return
            }
            logger.debug("delivery not accepted", metadata: ["id": "\(delivery.id)", "result": "\(words)"])
            guard patience.sendsAgain(after: status) else { break }
            guard (try? await Task.sleep(for: patience.pause(after: attempt))) != nil else { return }
        }
        await journal.change(\.deliveriesLost)
    }
}
