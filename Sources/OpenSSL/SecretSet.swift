public import Foundation

/// The secrets that are accepted at present (several while they are rotated), ready to be compared with many candidates.
///
/// Both sides are compared by their SHA-256 digests, so that neither content nor length of a secret shows in the time
/// that an answer takes. Digests of the secrets are made once.
public struct SecretSet: Sendable {
    private let digests: [Data]

    /// An empty secret is left out: it would accept a request that brings none.
    public init(_ secrets: [Data]) {
        digests = secrets.filter { !$0.isEmpty }.compactMap { try? Digest.of($0) }
    }

    /// Whether `candidate` is one of the secrets; goes over all of them without leaving early.
    public func contains(_ candidate: Data) -> Bool {
        guard let digest = try? Digest.of(candidate) else { return false }
        var found = false
        for secret in digests where ConstantTime.equalBytes(digest, secret) { found = true }
        return found
    }
}
