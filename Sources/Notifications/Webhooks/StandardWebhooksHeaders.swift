/// The three headers of Standard Webhooks; what is missing or repeated is empty here.
struct StandardWebhooksHeaders {
    let id: String
    let timestamp: String
    let signature: String

    var areComplete: Bool { !id.isEmpty && !timestamp.isEmpty && !signature.isEmpty }

    /// Signatures that are looked at; a sender that rotates keys lists two.
    private static let most = 64
    /// Ed25519 costs a hundred times an HMAC's comparison.
    static let mostAsymmetric = 8

    init(_ request: HookRequest) {
        // Svix sends either set, or both with the same values; one set is judged, never a mixture.
        let prefix = request.values(of: "webhook-id").isEmpty ? "svix-" : "webhook-"
        id = request.onlyValue(of: prefix + "id") ?? ""
        timestamp = request.onlyValue(of: prefix + "timestamp") ?? ""
        signature = request.onlyValue(of: prefix + "signature") ?? ""
    }

    /// `version,signature`, separated by blanks; malformed ones are left out.
    var listedSignatures: [(version: Substring, signature: Substring)] {
        signature.split(separator: " ").prefix(Self.most).compactMap { item in
            let parts = item.split(separator: ",", omittingEmptySubsequences: false)
            return parts.count == 2 ? (parts[0], parts[1]) : nil
        }
    }
}
