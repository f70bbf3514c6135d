public import Domain

/// Somebody of the imitated company, as the identity provider holds them now.
public struct Person: Sendable, Hashable {
    /// The immutable id: a GUID in lower case.
    public let id: String
    /// By Graph's names; every name of the imitation is present, empty ones as `null` or an empty list.
    public let attributes: [String: AttributeValue]
    /// nil: nobody above.
    public let managerID: String?

    public init(id: String, attributes: [String: AttributeValue], managerID: String?) {
        self.id = id
        self.attributes = attributes
        self.managerID = managerID
    }

    /// A text attribute's value, or nil where it is empty or no text.
    public func text(_ name: String) -> String? {
        if case .text(let value)? = attributes[name] { value } else { nil }
    }

    public var userPrincipalName: String { text("userPrincipalName") ?? "" }
    public var displayName: String { text("displayName") ?? "" }
    /// What the person's Jira account is called, if there is one.
    public var jiraUsername: String { String(userPrincipalName.prefix { $0 != "@" }) }
}
