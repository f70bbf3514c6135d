/// `type: webhook`: a push-only source that names users of another connector.
public struct WebhookSettings: AdapterSettings, Hashable {
    public enum Scheme: Sendable, Hashable {
        /// Standard Webhooks 1.0 (contracts/signed-webhooks.md).
        case standardWebhooks
        case hmac(HMACSettings)
        /// The whole value of the header is the secret.
        case staticHeader(name: String)
    }

    /// Where a body names its users, and by what.
    public struct UserPath: Sendable, Hashable {
        /// `data.user.id`, `events[].user.id`, `[].user.id`.
        public let path: String
        /// The attribute of the IdP that the value is of; nil: its own id.
        public let attribute: String?

        public init(path: String, attribute: String? = nil) {
            self.path = path
            self.attribute = attribute
        }
    }

    /// The connector whose users are named.
    public let notifies: String
    public let scheme: Scheme
    /// All are accepted; never empty.
    public let secrets: [Secret]
    public let userID: UserPath
    /// From 200 to 299.
    public let success: Int

    public init(notifies: String, scheme: Scheme, secrets: [Secret], userID: UserPath, success: Int) {
        self.notifies = notifies
        self.scheme = scheme
        self.secrets = secrets
        self.userID = userID
        self.success = success
    }
}

/// `hmac:` how a sender signs (contracts/signed-webhooks.md, Plain HMAC).
public struct HMACSettings: Sendable, Hashable {
    public enum Algorithm: String, Sendable, Hashable, CaseIterable { case sha1, sha256, sha512 }
    public enum Encoding: String, Sendable, Hashable, CaseIterable { case hex, base64, base64url }
    public enum TimestampUnit: String, Sendable, Hashable, CaseIterable { case seconds, milliseconds }

    /// The header with the signature.
    public let header: String
    public let algorithm: Algorithm
    public let encoding: Encoding
    /// What stands before the signature in its header; may be empty.
    public let prefix: String
    public let timestampHeader: String?
    public let timestampUnit: TimestampUnit
    /// What is signed, with `{timestamp}`, `{id}` and `{body}` in it.
    public let signedContent: String
    /// How far a timestamp may be off, both ways.
    public let tolerance: Duration
    public let idHeader: String?
    /// The header's form when it holds timestamp and signature: `t={timestamp},v1={signature}`.
    public let composite: String?

    public init(
        header: String, algorithm: Algorithm = .sha256, encoding: Encoding = .hex, prefix: String = "",
        timestampHeader: String? = nil, timestampUnit: TimestampUnit = .seconds, signedContent: String = "{body}",
        tolerance: Duration = .seconds(300), idHeader: String? = nil, composite: String? = nil
    ) {
        self.header = header
        self.algorithm = algorithm
        self.encoding = encoding
        self.prefix = prefix
        self.timestampHeader = timestampHeader
        self.timestampUnit = timestampUnit
        self.signedContent = signedContent
        self.tolerance = tolerance
        self.idHeader = idHeader
        self.composite = composite
    }
}
