public import Foundation

/// `console.oidc:` single sign-on of operators (OpenID Connect).
public struct SingleSignOnSettings: Sendable, Hashable {
    /// As the provider writes itself, a slash at its end included.
    public let issuer: URL
    public let clientID: String
    public let clientSecret: Secret
    /// The claim that names an operator's groups.
    public let rolesClaim: String
    /// Which values of the claim give which role.
    public let groups: [ConsoleSettings.Role: [String]]

    public init(
        issuer: URL, clientID: String, clientSecret: Secret, rolesClaim: String = "groups",
        groups: [ConsoleSettings.Role: [String]]
    ) {
        self.issuer = issuer
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.rolesClaim = rolesClaim
        self.groups = groups
    }

    init?(_ reader: SettingsReader) {
        let issuer: URL? = reader.required("issuer") { scalar in
            do throws(WebAddress.Refusal) {
                return try WebAddress.url(scalar.text, plainHTTP: false, keepingSlash: true)
            } catch {
                reader.reject("issuer", scalar, error.words, remedy: error.remedy)
                return nil
            }
        }
        let clientID = reader.text("clientID")
        let clientSecret = reader.secret("clientSecret")
        let roles = reader.requiredSection("roles")
        let claim = roles?.text("claim", default: "groups")
        var groups: [ConsoleSettings.Role: [String]] = [:]
        if let roles {
            for role in ConsoleSettings.Role.allCases {
                if let names = roles.texts(role.rawValue), !names.isEmpty { groups[role] = names }
            }
            if groups.isEmpty { roles.problem("'\(roles.path)' gives nobody a role", remedy: "name groups for admin") }
        }
        guard let issuer, let clientID, let clientSecret, let claim, !groups.isEmpty else { return nil }
        self.init(
            issuer: issuer, clientID: clientID, clientSecret: clientSecret, rolesClaim: claim, groups: groups)
    }
}
