import Domain
import Foundation

/// The body of a webhook, by its scheme: the user's name stands at `data.user.id`, `user.login` or `[].user.id`.
enum WebhookBody {
    /// - Returns: nil when the person has no such name.
    static func of(_ change: PersonChange, to receiver: WebhookReceiver) -> Data? {
        let person = change.person, kind = change.kind.rawValue
        let name: String? =
            switch receiver.naming {
            case .id: person.id
            case .userPrincipalName: person.login
            case .mail: person.email
            }
        guard let name else { return nil }
        let body: AttributeValue =
            switch receiver.scheme {
            case .standardWebhooks:
                .object([
                    "type": .text("user.\(kind)"), "timestamp": .text(Timestamp.milliseconds(Date())),
                    "data": .object(["user": .object(["id": .text(name)])]),
                ])
            case .hmac:
                .object([
                    "action": .text(change.kind == .deleted ? "removed" : "edited"),
                    "user": .object(["login": .text(name)]),
                ])
            case .staticHeader: .list([.object(["type": .text("user.\(kind)"), "user": .object(["id": .text(name)])])])
            }
        return body.json
    }
}
