import Domain
public import Foundation

/// Deliveries of Okta's event hooks (contracts/okta.md, Verification and delivery).
///
/// Okta does not send again what was refused: whatever is proved and can be read is accepted, also where it names
/// nobody.
public struct OktaVerifier: NotificationVerifier {
    public let name: String
    private let authorization: OktaAuthorization

    /// - Parameter secrets: all that are accepted at present; an empty one never is.
    public init(name: String, secrets: [Data]) {
        self.name = name
        authorization = OktaAuthorization(secrets)
    }

    public func verify(
        _ request: HookRequest, known: KnownSubscriptions, at time: Date
    ) throws(Refusal) -> VerifiedDelivery {
        try MediaType.requireJSON(request)
        try authorization.check(request, "the delivery")
        let delivery = try JSONBody.decode(OktaDelivery.self, from: request.body)
        guard known == .any || delivery.hook.map(known.admits) ?? false else {
            throw Refusal(.unverified, "the event hook is none of subscriptions.ids")
        }
        var users = UserCollection()
        var rejected = delivery.unreadable
        for event in delivery.events {
            for id in event.users { users.add(UserReference(connector: name, id: id)) }
            rejected += event.unreadable
        }
        let replayIDs = delivery.eventId.flatMap { $0.isEmpty ? nil : [ReplayID.make($0, of: name)] } ?? []
        return VerifiedDelivery(
            users: users.all, replayIDs: replayIDs, rejected: rejected,
            subscriptions: Set([delivery.hook].compactMap { $0 }))
    }
}
