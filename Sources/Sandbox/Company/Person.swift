public import Domain

/// Somebody of an imitated company, as the identity provider holds them now.
public struct Person: Sendable, Hashable {
    /// Who holds them: `graph`, `okta` or `google`.
    public let directory: SandboxSystem
    /// The immutable id in the directory's own form: a GUID in lower case, `00u…`, or 21 digits.
    public let id: String
    /// By the directory's names. Of Graph every name of the imitation is present, empty ones as `null` or an empty
    /// list; Okta and Google leave empty ones out.
    public let attributes: [String: AttributeValue]
    /// nil: nobody above.
    public let managerID: String?

    public init(
        id: String, attributes: [String: AttributeValue], managerID: String?, directory: SandboxSystem = .graph
    ) {
        self.directory = directory
        self.id = id
        self.attributes = attributes
        self.managerID = managerID
    }

    /// A text attribute's value, or nil where it is empty or no text.
    ///
    /// - Parameter path: `department`, `profile.department`, `organizations[0].department`.
    public func text(_ path: String) -> String? {
        if let value = attributes[path] { return value.string }
        guard let path = try? AttributePath(path),
            case .text(let text) = Profile(id: id, attributes: attributes).value(at: path)
        else { return nil }
        return text
    }

    /// What Entra ID calls somebody.
    public var userPrincipalName: String { text("userPrincipalName") ?? "" }

    /// What the person signs in with: `userPrincipalName`, `profile.login` or `primaryEmail`.
    public var login: String {
        switch directory {
        case .okta: text("profile.login") ?? ""
        case .google: text("primaryEmail") ?? ""
        default: userPrincipalName
        }
    }

    public var email: String? {
        switch directory {
        case .okta: text("profile.email")
        case .google: text("primaryEmail")
        default: text("mail")
        }
    }

    public var displayName: String {
        switch directory {
        case .okta: text("profile.displayName") ?? ""
        case .google: text("name.fullName") ?? ""
        default: text("displayName") ?? ""
        }
    }

    /// What the person's accounts at the targets are called, if there are any.
    public var username: String { String(login.prefix { $0 != "@" }) }
    public var jiraUsername: String { username }
}
