import COpenSSL

/// How a private key signs; the digest is SHA-256 in all of them.
public enum SignatureScheme: Sendable, Hashable, CaseIterable {
    /// RSASSA-PKCS1-v1_5 (RFC 8017, section 8.2).
    case rsaPKCS1
    /// RSASSA-PSS with a salt as long as the digest (RFC 8017, section 8.1).
    case rsaPSS
    /// ECDSA on the curve P-256; a signature is its two numbers, 32 bytes each (RFC 7518, section 3.4).
    case ecdsaP256

    /// What libcrypto calls the keys that can do this.
    var keyType: String { self == .ecdsaP256 ? "EC" : "RSA" }

    /// Tells an operation that was begun how to pad; `context` belongs to the operation.
    func configure(_ context: OpaquePointer?) -> Bool {
        guard self == .rsaPSS else { return true }
        return unsafe EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1
            && EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1
    }
}
