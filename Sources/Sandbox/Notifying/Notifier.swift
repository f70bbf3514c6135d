import AsyncHTTPClient
import Domain
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import ServiceLifecycle

/// Tells subscribers and webhooks of changes, as Graph does: three seconds for an answer, and retries with backoff.
struct Notifier: Service {
    /// Deliveries that are under way at once.
    private static let concurrency = 64
    private static let attempts = 40
    private static let timeLimit = TimeAmount.seconds(3)
    private static let longestBackoff = 5.0

    let configuration: SandboxConfiguration
    let subscriptions: GraphSubscriptions
    let webhooks: WebhookBook
    let journal: Journal
    let client: HTTPClient
    let logger: Logger
    private let deliveries: AsyncStream<Delivery>
    private let queue: AsyncStream<Delivery>.Continuation

    init(
        configuration: SandboxConfiguration, subscriptions: GraphSubscriptions, webhooks: WebhookBook,
        journal: Journal, client: HTTPClient, logger: Logger
    ) {
        self.configuration = configuration
        self.subscriptions = subscriptions
        self.webhooks = webhooks
        self.journal = journal
        self.client = client
        self.logger = logger
        (deliveries, queue) = AsyncStream.makeStream()
    }

    /// Queues what a change of these people is told to whom.
    ///
    /// - Parameter batch: notifications of how many people share one of Graph's deliveries.
    /// - Returns: how many deliveries were queued.
    func announce(_ people: [Person], change: String = "updated", batch: Int = 1) async -> Int {
        var queued = 0
        for subscription in await subscriptions.live {
            let covered = people.filter { subscription.covers(change, of: $0.id) }
            for start in stride(from: 0, to: covered.count, by: max(1, batch)) {
                let group = Array(covered[start..<min(start + max(1, batch), covered.count)])
                let body = Envelope.graph(
                    group, change: change, to: subscription, tenantID: configuration.tenantID,
                    copies: configuration.notificationsPerChange)
                queue.yield(
                    Delivery(id: UUID().uuidString, url: subscription.notificationURL, kind: .graph, body: body))
                queued += 1
            }
        }
        for receiver in await webhooks.receivers {
            for person in people {
                guard let body = Envelope.webhook(person, change: change, to: receiver) else { continue }
                let id = "msg_" + UUID().uuidString.lowercased().replacing("-", with: "")
                queue.yield(Delivery(id: id, url: receiver.url, kind: .webhook(receiver), body: body))
                queued += 1
            }
        }
        return queued
    }

    func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            var running = 0
            for await delivery in deliveries.cancelOnGracefulShutdown() {
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
        for attempt in 0..<Self.attempts {
            let (result, accepted) = await send(delivery)
            guard !Task.isCancelled else { return }
            await journal.change(\.deliveriesSent)
            await journal.record(.notified, delivery.id, "\(delivery.url.absoluteString): \(result)")
            if accepted {
                await journal.change(\.deliveriesAccepted)
                return
            }
            logger.debug("delivery not accepted", metadata: ["id": "\(delivery.id)", "result": "\(result)"])
            do {
                let seconds = min(0.25 * Double(1 << min(attempt, 10)), Self.longestBackoff)
                try await Task.sleep(for: .seconds(seconds))
            } catch {
                return
            }
        }
        await journal.change(\.deliveriesLost)
    }

    private func send(_ delivery: Delivery) async -> (result: String, accepted: Bool) {
        var request = HTTPClientRequest(url: delivery.url.absoluteString)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "User-Agent", value: "Rollcall-Sandbox")
        request.body = .bytes(ByteBuffer(bytes: delivery.body))
        do {
            if case .webhook(let receiver) = delivery.kind {
                let headers = try WebhookSigner.headers(
                    for: receiver, id: delivery.id, body: delivery.body, at: Date())
                for (name, value) in headers { request.headers.add(name: name, value: value) }
            }
            let response = try await client.execute(request, timeout: Self.timeLimit)
            _ = try await response.body.collect(upTo: 64 << 10)
            let status = Int(response.status.code)
            return (String(status), (200..<300).contains(status))
        } catch {
            return ("\(error)", false)
        }
    }
}
