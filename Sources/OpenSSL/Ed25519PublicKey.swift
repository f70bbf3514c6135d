import COpenSSL
public import Foundation

/// A key that Ed25519 signatures are verified with (RFC 8032).
public struct Ed25519PublicKey: Sendable, Hashable {
    private let bytes: Data

    /// - Parameter raw: the 32 bytes of RFC 8032 section 5.1.2.
    /// - Throws: when these are no such key.
    public init(raw: Data) throws(OpenSSLError) {
        _ = try VerificationKey(ed25519: raw)
        bytes = raw
    }

    /// Whether `signature` is one of `message` by this key's owner; anything but a clear yes of libcrypto is a no.
    public func accepts(_ signature: Data, of message: Data) -> Bool {
        guard let key = try? VerificationKey(ed25519: bytes), let context = try? VerificationContext() else {
            return false
        }
        return context.verifies(signature, of: message, with: key)
    }
}
