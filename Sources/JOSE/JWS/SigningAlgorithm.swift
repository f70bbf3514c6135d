public import OpenSSL

/// The algorithms that we sign with (RFC 7518, section 3.1).
public enum SigningAlgorithm: String, Sendable, Hashable, CaseIterable, Codable {
    case rs256 = "RS256"
    case ps256 = "PS256"
    case es256 = "ES256"

    public var scheme: SignatureScheme {
        switch self {
        case .rs256: .rsaPKCS1
        case .ps256: .rsaPSS
        case .es256: .ecdsaP256
        }
    }
}
