import Foundation

/// Tells the registered webhooks, one person a delivery.
struct WebhookAnnouncer: Announcer {
    let webhooks: WebhookBook

    func deliveries(of changes: [PersonChange], batch: Int) async -> [Delivery] {
        var deliveries: [Delivery] = []
        for receiver in await webhooks.receivers {
            for change in changes where change.person.directory == receiver.directory {
                guard let body = WebhookBody.of(change, to: receiver) else { continue }
                let id = "msg_" + UUID().uuidString.lowercased().replacing("-", with: "")
                deliveries.append(
                    Delivery(id: id, sender: .control, url: receiver.url, body: body, patience: .long) { time in
                        [("Content-Type", "application/json")]
                            + (try WebhookSigner.headers(for: receiver, id: id, body: body, at: time))
                    })
            }
        }
        return deliveries
    }
}
