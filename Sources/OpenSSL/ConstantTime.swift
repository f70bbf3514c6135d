import COpenSSL
public import Foundation

/// Comparisons whose duration tells nothing about where two secrets begin to differ.
public enum ConstantTime {
    /// Whether both hold the same bytes. Differing lengths are compared by their digests, so that an answer of "no"
    /// costs about the same whatever the length; where the length itself must stay hidden, use `SecretSet`.
    public static func equal(_ left: Data, _ right: Data) -> Bool {
        guard left.count != right.count else { return equalBytes(left, right) }
        guard let left = try? Digest.of(left), let right = try? Digest.of(right) else { return false }
        return equalBytes(left, right)
    }

    /// Whether `candidate` is one of `secrets`; goes over all of them without leaving early.
    public static func matchesAny(_ candidate: Data, of secrets: [Data]) -> Bool {
        SecretSet(secrets).contains(candidate)
    }

    static func equalBytes(_ left: Data, _ right: Data) -> Bool {
        guard left.count == right.count else { return false }
        let count = left.count
        guard count > 0 else { return true }
        return unsafe left.withUnsafeBytes { left in
            unsafe right.withUnsafeBytes { right in
                unsafe CRYPTO_memcmp(left.baseAddress, right.baseAddress, count) == 0
            }
        }
    }
}
