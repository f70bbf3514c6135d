public import Foundation

/// What a client says of itself to get a token without a password (RFC 7523, section 3); what is nil is left out.
public struct AssertionClaims: Sendable, Hashable, Encodable {
    public let issuer: String
    /// On whose behalf; for the authentication of a client its own id.
    public let subject: String
    /// The address of the token endpoint, or whatever else the server calls itself.
    public let audience: String
    /// Google reads the scope here and not in the form.
    public let scope: String?
    public let issuedAt: Int
    public let notBefore: Int?
    public let expires: Int
    /// Makes each assertion another one, where the server wants to see it once.
    public let id: String?

    /// - Parameters:
    ///   - issuedAt: Now; parts of a second are left out.
    ///   - lifetime: In seconds.
    public init(
        issuer: String, subject: String, audience: String, scope: String? = nil, issuedAt: Date, lifetime: Int,
        saysNotBefore: Bool = false, id: String? = nil
    ) {
        let now = Int(issuedAt.timeIntervalSince1970.rounded(.down))
        self.issuer = issuer
        self.subject = subject
        self.audience = audience
        self.scope = scope
        self.issuedAt = now
        notBefore = saysNotBefore ? now : nil
        expires = now + lifetime
        self.id = id
    }

    private enum CodingKeys: String, CodingKey {
        case issuer = "iss"
        case subject = "sub"
        case audience = "aud"
        case scope
        case issuedAt = "iat"
        case notBefore = "nbf"
        case expires = "exp"
        case id = "jti"
    }
}
