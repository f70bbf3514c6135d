import Domain
import Foundation

/// Tells Graph's subscribers: who changed, and never what (contracts/microsoft-graph.md).
struct GraphAnnouncer: Announcer {
    let configuration: SandboxConfiguration
    let subscriptions: GraphSubscriptions

    func deliveries(of changes: [PersonChange], batch: Int) async -> [Delivery] {
        var deliveries: [Delivery] = []
        for subscription in await subscriptions.live {
            let covered = changes.filter { change in
                change.person.directory == .graph && subscription.covers(change.kind.rawValue, of: change.person.id)
            }
            for start in stride(from: 0, to: covered.count, by: batch) {
                let body = envelope(Array(covered[start..<min(start + batch, covered.count)]), to: subscription)
                deliveries.append(
                    Delivery(
                        id: UUID().uuidString, sender: .graph, url: subscription.notificationURL, body: body,
                        patience: .long
                    ) { _ in [("Content-Type", "application/json")] })
            }
        }
        return deliveries
    }

    private func envelope(_ changes: [PersonChange], to subscription: GraphSubscription) -> Data {
        let items = changes.flatMap { change in
            (0..<max(1, configuration.notificationsPerChange)).map { _ in item(change, subscription) }
        }
        return AttributeValue.object(["value": .list(items)]).json
    }

    private func item(_ change: PersonChange, _ subscription: GraphSubscription) -> AttributeValue {
        let id = change.person.id, resource = "Users/\(id)", now = Date()
        return .object([
            "id": .text(UUID().uuidString.lowercased()),
            "subscriptionId": .text(subscription.id),
            "subscriptionExpirationDateTime": .text(Timestamp.milliseconds(subscription.expires)),
            "clientState": subscription.clientState.map(AttributeValue.text) ?? .null,
            "changeType": .text(change.kind.rawValue),
            "resource": .text(resource),
            "tenantId": .text(configuration.tenantID),
            "resourceData": .object([
                "@odata.type": .text("#Microsoft.Graph.User"), "@odata.id": .text(resource), "id": .text(id),
                "organizationId": .text(configuration.tenantID), "eventTime": .text(Timestamp.milliseconds(now)),
                "sequenceNumber": .number(String(Int(now.timeIntervalSince1970 * 10_000_000))),
            ]),
        ])
    }
}
