public import Foundation
import OpenSSL

/// Senders that cannot sign: the whole value of a header is the secret.
public struct StaticHeaderVerifier: NotificationVerifier {
    public struct Configuration: Sendable {
        public let header: String
        /// All that are accepted at present.
        public let secrets: [Data]

        /// - Throws: for `secrets`, when there are none or one is empty.
        public init(header: String = "Authorization", secrets: [Data]) throws(VerifierConfigurationError) {
            self.header = header
            self.secrets = try ConfiguredSecrets.usable(secrets)
        }
    }

    public var name: String { source.name }
    private let source: WebhookSource
    private let header: String
    private let secrets: SecretSet

    public init(source: WebhookSource, configuration: Configuration) {
        self.source = source
        header = configuration.header
        secrets = SecretSet(configuration.secrets)
    }

    public func verify(
        _ request: HookRequest, known: KnownSubscriptions, at time: Date
    ) throws(Refusal) -> VerifiedDelivery {
        try MediaType.requireJSON(request)
        let value = request.onlyValue(of: header)
        guard secrets.contains(Data((value ?? "").utf8)) else {
            throw Refusal(.unverified, "the secret header is missing, repeated or wrong")
        }
        return try source.delivery(of: request.body, replayIDs: [])
    }
}
