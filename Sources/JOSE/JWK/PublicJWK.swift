public import OpenSSL

/// A public key on the curve P-256 as JSON (RFC 7517; RFC 7518, section 6.2.1): never a private member.
public struct PublicJWK: Sendable, Hashable, Encodable {
    public let x: String
    public let y: String

    /// nil when `key` is of another kind.
    public init?(_ key: PublicKey) {
        guard let point = key.pointOfP256 else { return nil }
        x = Base64URL.encode(point.x)
        y = Base64URL.encode(point.y)
    }

    private enum CodingKeys: String, CodingKey { case type = "kty", curve = "crv", x, y }

    public func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: CodingKeys.self)
        try members.encode("EC", forKey: .type)
        try members.encode("P-256", forKey: .curve)
        try members.encode(x, forKey: .x)
        try members.encode(y, forKey: .y)
    }
}
