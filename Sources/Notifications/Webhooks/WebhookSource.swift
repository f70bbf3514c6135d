import Domain
import Foundation

/// A push-only sender, and whose users it names.
public struct WebhookSource: Sendable, Hashable {
    /// The webhook's name in the URL.
    public let name: String
    /// The IdP connector whose users it names.
    public let connector: String
    public let userPath: UserPath

    public init(name: String, connector: String, userPath: UserPath) {
        self.name = name
        self.connector = connector
        self.userPath = userPath
    }

    /// Reads a body whose sender is proved.
    /// - Throws: `.malformed` when it is not JSON, `.namesNobody` when no user stands where the path points. A list
    ///   without elements is an empty batch, and accepted.
    func delivery(of body: Data, replayIDs: [String]) throws(Refusal) -> VerifiedDelivery {
        let findings = try UserPathFindings.of(body, at: userPath)
        guard !findings.names.isEmpty || findings.isEmptyBatch else {
            throw Refusal(.namesNobody, "no user stands at \(userPath.text)")
        }
        var users = UserCollection()
        for name in findings.names {
            users.add(UserReference(connector: connector, attribute: userPath.attribute, value: name))
        }
        return VerifiedDelivery(users: users.all, replayIDs: replayIDs, rejected: findings.unusable)
    }
}
