import Domain

/// Why the token endpoint refused: `{"error":"invalid_client","error_description":"…"}`. The description is left out of
/// errors: it may repeat what was sent.
struct OktaSignInError: TokenRefusal {
    let name: String
    private let scope: String

    /// - Parameter scope: What was asked for.
    /// - Returns: nil when `body` is no OAuth error.
    init?(_ body: AttributeValue?, scope: String) {
        guard let name = Self.error(in: body) else { return nil }
        self.name = name
        self.scope = scope
    }

    var isTemporary: Bool { name == "temporarily_unavailable" || name == "server_error" }

    var remedy: String {
        switch name {
        case "invalid_client":
            "check clientID, and that the service app is active and has the public half of privateKey under keyID; the "
                + "machine's clock must be right, too"
        case "invalid_scope", "access_denied":
            "grant the service app the scopes \(scope) under Okta API Scopes"
        case "unauthorized_client", "unsupported_grant_type":
            "the app must be of the kind API Services, with client credentials by public key and private key"
        case "invalid_dpop_proof", "use_dpop_nonce":
            "Okta refuses the proof of possession: the machine's clock must be right, and a proxy must pass on the "
                + "header DPoP"
        default: "look at the service app in Okta's Admin Console, and at its System Log"
        }
    }
}
