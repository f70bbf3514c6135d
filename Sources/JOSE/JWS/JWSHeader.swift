/// The protected header of a token that we sign (RFC 7515, section 4.1).
public struct JWSHeader: Sendable, Hashable, Encodable {
    public let algorithm: SigningAlgorithm
    /// By what the receiver finds the key; left out when nil, as all others are.
    public let keyID: String?
    public let type: String?
    /// The SHA-256 digest of the certificate that holds the key, base64url.
    public let certificateThumbprint: String?
    /// The public key itself, for a receiver that has none.
    public let key: PublicJWK?

    public init(
        _ algorithm: SigningAlgorithm, keyID: String? = nil, type: String? = "JWT",
        certificateThumbprint: String? = nil, key: PublicJWK? = nil
    ) {
        self.algorithm = algorithm
        self.keyID = keyID
        self.type = type
        self.certificateThumbprint = certificateThumbprint
        self.key = key
    }

    private enum CodingKeys: String, CodingKey {
        case algorithm = "alg"
        case keyID = "kid"
        case type = "typ"
        case certificateThumbprint = "x5t#S256"
        case key = "jwk"
    }
}
