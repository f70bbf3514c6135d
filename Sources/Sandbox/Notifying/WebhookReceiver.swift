public import Foundation

/// Somebody who is told of every edit at one directory by a signed webhook, beside the directory's own subscribers.
///
/// As JSON, `{"url": "http://127.0.0.1:8443/hooks/hr-events", "scheme": "standard-webhooks", "secret": "whsec_…"}`.
/// What is sent: contracts/signed-webhooks.md.
public struct WebhookReceiver: Sendable, Hashable, Codable {
    public enum Scheme: String, Sendable, Hashable, Codable, CaseIterable {
        /// `webhook-id`, `webhook-timestamp`, `webhook-signature`; the secret is base64 behind `whsec_`.
        case standardWebhooks = "standard-webhooks"
        /// `X-Hub-Signature-256` and `X-GitHub-Delivery`; the secret is text.
        case hmac
        /// The whole Authorization header is the secret.
        case staticHeader = "static-header"
    }
    /// The attribute that names the user in the body; the user principal name is Okta's login and Google's primary
    /// email.
    public enum Naming: String, Sendable, Hashable, Codable, CaseIterable { case id, userPrincipalName, mail }

    public var url: URL
    public var scheme: Scheme
    public var secret: String
    public var naming: Naming
    /// Whose people it hears of.
    public var directory: SandboxSystem

    /// - Parameter naming: what stands at the user's place: `data.user.id` (Standard Webhooks), `user.login` (HMAC),
    ///   `[].user.id` (static header).
    public init(
        url: URL, scheme: Scheme, secret: String, naming: Naming = .id, directory: SandboxSystem = .graph
    ) {
        self.url = url
        self.scheme = scheme
        self.secret = secret
        self.naming = naming
        self.directory = directory
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        url = try container.decode(URL.self, forKey: .url)
        scheme = try container.decode(Scheme.self, forKey: .scheme)
        secret = try container.decode(String.self, forKey: .secret)
        naming = try container.decodeIfPresent(Naming.self, forKey: .naming) ?? .id
        directory = try container.decodeIfPresent(SandboxSystem.self, forKey: .directory) ?? .graph
    }
}
