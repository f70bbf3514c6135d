public import Foundation

/// A key that signatures are verified with.
public struct PublicKey: Sendable, Hashable {
    /// As a SubjectPublicKeyInfo (RFC 5280, section 4.1).
    private let der: Data

    init(der: Data) { self.der = der }

    /// The numbers x and y of a key on the curve P-256, 32 bytes each; nil for every other key.
    public var pointOfP256: (x: Data, y: Data)? {
        let numbers = Array(der.dropFirst(Self.headOfP256.count))
        guard der.starts(with: Self.headOfP256), numbers.count == 64 else { return nil }
        return (Data(numbers[..<32]), Data(numbers[32...]))
    }

    /// What stands before the numbers: id-ecPublicKey, prime256v1, a bit string, "uncompressed" (RFC 5480, section 2).
    private static let headOfP256: [UInt8] = [
        0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08, 0x2A, 0x86, 0x48,
        0xCE, 0x3D, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
    ]

    /// Whether `signature` is one of `message` by this key's owner; anything but a clear yes of libcrypto is a no.
    public func accepts(_ signature: Data, of message: Data, by scheme: SignatureScheme) -> Bool {
        guard let key = try? VerificationKey(der: der), key.supports(scheme), let context = try? VerificationContext()
        else { return false }
        guard scheme == .ecdsaP256 else { return context.verifies(signature, of: message, with: key, by: scheme) }
        guard let encoded = try? ECDSASignature.encoded(signature) else { return false }
        return context.verifies(encoded, of: message, with: key, by: scheme)
    }
}
