/// A header that carries the timestamp beside one or more signatures, as Stripe and WorkOS send it:
/// `t={timestamp},v1={signature}`.
struct CompositeHeader: Sendable, Hashable {
    private let separator: Character
    private let signatureLabel: String
    private let timestampLabel: String?

    var carriesTimestamp: Bool { timestampLabel != nil }

    /// Elements that are looked at.
    private static let most = 64

    init(_ template: String) throws(VerifierConfigurationError) {
        let separator: Character = [",", ";", " "].first { template.contains($0) } ?? ","
        var signature: String?, timestamp: String?
        for element in template.split(separator: separator, omittingEmptySubsequences: false) {
            let element = Self.trimmed(element)
            if element.hasSuffix("{signature}"), signature == nil {
                signature = String(element.dropLast("{signature}".count))
            } else if element.hasSuffix("{timestamp}"), timestamp == nil {
                timestamp = String(element.dropLast("{timestamp}".count))
            } else {
                throw Self.unreadable
            }
        }
        guard let signature, !signature.contains("{"), timestamp?.contains("{") != true else { throw Self.unreadable }
        // Elements are told apart by what they begin with.
        if let timestamp, signature.hasPrefix(timestamp) || timestamp.hasPrefix(signature) { throw Self.unreadable }
        self.separator = separator
        signatureLabel = signature
        timestampLabel = timestamp
    }

    /// Signatures, and the timestamp when it stands there exactly once; elements of other kinds are skipped.
    func elements(of value: String) -> (timestamp: String?, signatures: [Substring]) {
        var timestamps: [String] = [], signatures: [Substring] = []
        for element in value.split(separator: separator).prefix(Self.most) {
            let element = Self.trimmed(element)
            if let timestampLabel, element.hasPrefix(timestampLabel) {
                timestamps.append(String(element.dropFirst(timestampLabel.count)))
            } else if element.hasPrefix(signatureLabel) {
                signatures.append(element.dropFirst(signatureLabel.count))
            }
        }
        return (timestamps.count == 1 ? timestamps[0] : nil, signatures)
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return text
    }

    private static let unreadable = VerifierConfigurationError(
        "hmac.composite", "is written like t={timestamp},v1={signature}, with {signature} once")
}
