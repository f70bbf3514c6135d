public import Foundation

/// A private key that signs what we say to others; prints as dots.
public struct PrivateKey: Sendable {
    private let pem: Data

    /// - Parameter pem: `-----BEGIN PRIVATE KEY-----` (PKCS #8), or the older forms for RSA and EC; not encrypted.
    /// - Throws: When this is no such key; the words hold nothing of it.
    public init(pem: String) throws(OpenSSLError) {
        self.pem = Data(pem.utf8)
        _ = try SigningKey(pem: self.pem)
    }

    /// A fresh key on the curve P-256, that nobody else has and that ends with the process.
    public static func generateP256() throws(OpenSSLError) -> PrivateKey {
        let text = try SigningKey(generatingP256: ()).privateDER().base64EncodedString(options: .lineLength64Characters)
        return try PrivateKey(pem: "-----BEGIN EC PRIVATE KEY-----\n\(text)\n-----END EC PRIVATE KEY-----\n")
    }

    /// Whether this key can sign so.
    public func supports(_ scheme: SignatureScheme) -> Bool {
        (try? SigningKey(pem: pem))?.supports(scheme) ?? false
    }

    /// Takes a millisecond or so of the calling thread.
    /// - Throws: When the key is of another kind than `scheme`.
    public func sign(_ message: Data, by scheme: SignatureScheme) throws(OpenSSLError) -> Data {
        let key = try SigningKey(pem: pem)
        guard key.supports(scheme) else {
            throw OpenSSLError(function: "EVP_DigestSign", entries: ["the key is no \(scheme.keyType) key for this"])
        }
        let signature = try SigningContext().sign(message, with: key, by: scheme)
        return scheme == .ecdsaP256 ? try ECDSASignature.numbers(of: signature) : signature
    }

    /// The half that others verify with.
    public var publicKey: PublicKey {
        get throws(OpenSSLError) { PublicKey(der: try SigningKey(pem: pem).publicDER()) }
    }
}

extension PrivateKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "••••" }
    public var debugDescription: String { "••••" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
