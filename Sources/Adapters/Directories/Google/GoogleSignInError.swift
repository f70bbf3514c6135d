import Domain

/// Why the token endpoint refused: `{"error":"invalid_grant","error_description":"…"}`. The description only helps to
/// choose a remedy: it may repeat addresses.
struct GoogleSignInError: TokenRefusal {
    let name: String
    private let description: String
    private let scope: String

    /// - Parameter scope: What was asked for.
    /// - Returns: nil when `body` is no OAuth error.
    init?(_ body: AttributeValue?, scope: String) {
        guard let name = Self.error(in: body) else { return nil }
        self.name = name
        self.scope = scope
        description = (body?["error_description"]?.text ?? "").lowercased()
    }

    var isTemporary: Bool { ["temporarily_unavailable", "server_error", "internal_failure"].contains(name) }

    var remedy: String {
        switch name {
        case "unauthorized_client", "access_denied":
            "grant the service account domain-wide delegation for exactly the scope \(scope), in the Admin console "
                + "under Security, API controls"
        case "invalid_grant" where description.contains("signature"):
            "the key was deleted or is another account's: make a new key for the service account"
        case "invalid_grant" where description.contains("short-lived") || description.contains("timeframe"):
            "this machine's clock is wrong: synchronize it"
        case "invalid_grant" where description.contains("email") || description.contains("user"):
            "delegatedAdmin is no user of this customer: name an administrator's mail address"
        case "invalid_grant":
            "check this machine's clock, that delegatedAdmin is a user of this customer, and that the key still exists"
        case "invalid_scope": "the token endpoint does not know the scope \(scope): check the key's token_uri"
        case "invalid_client", "disabled_client", "deleted_client":
            "the service account is disabled or deleted: enable it, or make a key for another one"
        default: "check the service account and its key in Google Cloud"
        }
    }
}
