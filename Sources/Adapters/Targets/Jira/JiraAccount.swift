import Domain

/// A user as Jira's REST describes one.
struct JiraAccount: Decodable, Sendable {
    /// What `myself` must at least say.
    struct Own: Decodable, Sendable {
        let name: String
        let key: String?
    }

    static let own = TargetRequest.rest("/rest/api/2/myself")

    let key: String
    let name: String
    let emailAddress: String?
    let active: Bool?
    let deleted: Bool?

    /// nil for a deleted account.
    var user: TargetUser? {
        guard deleted != true, !key.isEmpty, !name.isEmpty else { return nil }
        return TargetUser(key: key, name: name, email: emailAddress, active: active ?? true)
    }
}

/// The body of Jira's errors.
struct JiraErrors: Decodable, Sendable {
    let errorMessages: [String]
}

extension TargetProduct {
    /// What is answered for nobody shows by its headers.
    static let jira = TargetProduct(name: "Jira") { _ in false }
}
