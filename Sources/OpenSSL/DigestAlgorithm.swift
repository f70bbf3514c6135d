/// The hash functions that senders of webhooks use (FIPS 180-4).
public enum DigestAlgorithm: String, Sendable, Hashable, CaseIterable {
    /// Only for HMACs of senders that have nothing better; never a digest of its own to rely on.
    case sha1
    case sha256, sha512

    /// libcrypto's name of it.
    var name: String {
        switch self {
        case .sha1: "SHA1"
        case .sha256: "SHA256"
        case .sha512: "SHA512"
        }
    }

    /// How many bytes a digest has.
    public var length: Int {
        switch self {
        case .sha1: 20
        case .sha256: 32
        case .sha512: 64
        }
    }
}
