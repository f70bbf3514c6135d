public import Foundation

/// A key that signatures are verified with.
public struct PublicKey: Sendable, Hashable {
    /// As a SubjectPublicKeyInfo (RFC 5280, section 4.1).
    private let der: Data

    init(der: Data) { self.der = der }

    /// Whether `signature` is one of `message` by this key's owner; anything but a clear yes of libcrypto is a no.
    public func accepts(_ signature: Data, of message: Data, by scheme: SignatureScheme) -> Bool {
        guard let key = try? VerificationKey(der: der), key.supports(scheme), let context = try? VerificationContext()
        else { return false }
        guard scheme == .ecdsaP256 else { return context.verifies(signature, of: message, with: key, by: scheme) }
        guard let encoded = try? ECDSASignature.encoded(signature) else { return false }
        return context.verifies(encoded, of: message, with: key, by: scheme)
    }
}
