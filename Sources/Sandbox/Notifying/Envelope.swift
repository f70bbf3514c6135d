import Domain
import Foundation

/// The bodies in which a change of people is told.
enum Envelope {
    /// Graph's envelope with the given number of notifications for each person.
    static func graph(
        _ people: [Person], change: String, to subscription: GraphSubscription, tenantID: String, copies: Int
    ) -> Data {
        let items = people.flatMap { person in
            (0..<max(1, copies)).map { _ in item(person, change, subscription, tenantID) }
        }
        return AttributeValue.object(["value": .list(items)]).json
    }

    private static func item(
        _ person: Person, _ change: String, _ subscription: GraphSubscription, _ tenantID: String
    ) -> AttributeValue {
        let resource = "Users/\(person.id)", now = Date()
        return .object([
            "id": .text(UUID().uuidString.lowercased()),
            "subscriptionId": .text(subscription.id),
            "subscriptionExpirationDateTime": .text(Timestamp.milliseconds(subscription.expires)),
            "clientState": subscription.clientState.map(AttributeValue.text) ?? .null,
            "changeType": .text(change),
            "resource": .text(resource),
            "tenantId": .text(tenantID),
            "resourceData": .object([
                "@odata.type": .text("#Microsoft.Graph.User"), "@odata.id": .text(resource), "id": .text(person.id),
                "organizationId": .text(tenantID), "eventTime": .text(Timestamp.milliseconds(now)),
                "sequenceNumber": .number(String(Int(now.timeIntervalSince1970 * 10_000_000))),
            ]),
        ])
    }

    /// A webhook's body, by its scheme: the user's name stands at `data.user.id`, `user.login` or `[].user.id`.
    static func webhook(_ person: Person, change: String, to receiver: WebhookReceiver) -> Data? {
        let name: String? =
            switch receiver.naming {
            case .id: person.id
            case .userPrincipalName: person.text("userPrincipalName")
            case .mail: person.text("mail")
            }
        guard let name else { return nil }
        let body: AttributeValue =
            switch receiver.scheme {
            case .standardWebhooks:
                .object([
                    "type": .text("user.\(change)"), "timestamp": .text(Timestamp.milliseconds(Date())),
                    "data": .object(["user": .object(["id": .text(name)])]),
                ])
            case .hmac:
                .object([
                    "action": .text(change == "deleted" ? "removed" : "edited"),
                    "user": .object(["login": .text(name)]),
                ])
            case .staticHeader:
                .list([.object(["type": .text("user.\(change)"), "user": .object(["id": .text(name)])])])
            }
        return body.json
    }
}
