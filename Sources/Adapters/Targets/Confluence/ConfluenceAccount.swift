import Domain
import Foundation

/// A user as Confluence's REST describes one; mail addresses are not among it.
struct ConfluenceAccount: Decodable, Sendable {
    private enum Key: String, CodingKey { case type, username, userKey, email, status }

    static let own = TargetRequest.rest("/rest/api/user/current")

    /// `known`, or `anonymous`: nobody.
    let type: String?
    let username: String?
    let userKey: String?
    /// In one listing alone.
    let email: String?
    let status: String?

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        type = try? values.decode(String.self, forKey: .type)
        username = try? values.decode(String.self, forKey: .username)
        userKey = try? values.decode(String.self, forKey: .userKey)
        email = try? values.decode(String.self, forKey: .email)
        status = try? values.decode(String.self, forKey: .status)
    }

    /// nil for nobody.
    var user: TargetUser? {
        guard type == nil || type == "known", let username, let userKey, !username.isEmpty, !userKey.isEmpty else {
            return nil
        }
        return TargetUser(
            key: userKey, name: username, email: email.flatMap { $0.isEmpty ? nil : $0 },
            active: status != "deactivated")
    }
}

extension TargetProduct {
    static let confluence = TargetProduct(name: "Confluence") { answer in
        guard answer.request.path == ConfluenceAccount.own.path else { return false }
        return (try? JSONDecoder().decode(ConfluenceAccount.self, from: answer.http.body))?.type == "anonymous"
    }
}
