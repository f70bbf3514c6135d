public import Foundation
import OpenSSL

/// Standard Webhooks 1.0, also with Svix's names of the headers (contracts/signed-webhooks.md).
public struct StandardWebhooksVerifier: NotificationVerifier {
    /// What signatures are verified with; all keys are accepted, as senders and receivers rotate them.
    public struct Configuration: Sendable {
        public let keys: [StandardWebhooksKey]
        /// How far the timestamp may be off, both ways.
        public let tolerance: Duration

        /// - Throws: for `secrets`, when there are none.
        public init(
            keys: [StandardWebhooksKey], tolerance: Duration = .seconds(300)
        ) throws(VerifierConfigurationError) {
            guard !keys.isEmpty else {
                throw VerifierConfigurationError("secrets", "at least one secret or public key is needed")
            }
            self.keys = keys
            self.tolerance = tolerance
        }
    }

    public var name: String { source.name }
    private let source: WebhookSource
    private let secrets: [Data]
    private let publicKeys: [Ed25519PublicKey]
    private let timestamp: SignedTimestamp

    public init(source: WebhookSource, configuration: Configuration) {
        self.source = source
        secrets = configuration.keys.compactMap(\.secret)
        publicKeys = configuration.keys.compactMap(\.publicKey)
        timestamp = SignedTimestamp(unit: .seconds, tolerance: configuration.tolerance)
    }

    /// The key that a configured text means.
    /// - Throws: for `secrets`, when it is none.
    public static func key(from text: String) throws(VerifierConfigurationError) -> StandardWebhooksKey {
        try StandardWebhooksKey(text)
    }

    public func verify(
        _ request: HookRequest, known: KnownSubscriptions, at time: Date
    ) throws(Refusal) -> VerifiedDelivery {
        try MediaType.requireJSON(request)
        let headers = StandardWebhooksHeaders(request)
        // Signatures are computed whatever the headers look like: the time tells nothing about what was wrong.
        let signed = isSigned(request.body, headers)
        guard headers.areComplete else { throw Refusal(.unverified, "a webhook header is missing or repeated") }
        guard !headers.id.contains(".") else { throw Refusal(.unverified, "the webhook's id contains a dot") }
        guard timestamp.isFresh(headers.timestamp, at: time) else {
            throw Refusal(.unverified, "the timestamp is no number of seconds, or too far off")
        }
        guard signed else { throw Refusal(.unverified, "no signature verifies") }
        return try source.delivery(of: request.body, replayIDs: [ReplayID.make(headers.id, of: name)])
    }

    /// Whether any listed signature of a known version verifies with any key; goes over all of them.
    private func isSigned(_ body: Data, _ headers: StandardWebhooksHeaders) -> Bool {
        let prefix = Data("\(headers.id).\(headers.timestamp).".utf8)
        let listed = headers.listedSignatures
        let codes = listed.filter { $0.version == "v1" }.map { Data($0.signature.utf8) }
        var verified = false
        for secret in secrets {
            guard let code = try? MAC.hmac(of: [prefix, body], key: secret, using: .sha256) else { continue }
            // Compared in its text form: that also demands the standard alphabet and padding.
            let expected = code.base64EncodedData()
            for candidate in codes where ConstantTime.equal(candidate, expected) { verified = true }
        }
        let signatures = listed.filter { $0.version == "v1a" }.prefix(StandardWebhooksHeaders.mostAsymmetric)
            .compactMap { Data(base64Encoded: String($0.signature)) }
        guard !publicKeys.isEmpty, !signatures.isEmpty else { return verified }
        let message = prefix + body
        for key in publicKeys {
            for signature in signatures where key.accepts(signature, of: message) { verified = true }
        }
        return verified
    }
}
