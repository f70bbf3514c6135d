import Domain

/// Why the token endpoint refused: `{"error":"invalid_client","error_description":"…"}`. The description is left out of
/// errors: it may repeat what was sent.
struct OktaSignInError {
    let name: String

    /// nil when `body` is no OAuth error.
    init?(_ body: AttributeValue?) {
        guard case .text(let error)? = body?["error"], !error.isEmpty else { return nil }
        name = String(error.filter { $0.isASCII && ($0.isLetter || $0 == "_") }.prefix(64))
    }

    /// A fault on Okta's side that passes by itself.
    var isTemporary: Bool { name == "temporarily_unavailable" || name == "server_error" }

    /// What to do about it; every one of these is final until somebody changes something.
    func remedy(scope: String) -> String {
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
