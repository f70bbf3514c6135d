import Foundation
import OpenSSL

/// What a Standard Webhooks signature is verified with.
public struct StandardWebhooksKey: Sendable {
    /// For `v1`, 24 to 64 bytes.
    let secret: Data?
    /// For `v1a`.
    let publicKey: Ed25519PublicKey?

    /// - Parameter text: `whsec_` (which may be missing) or `whpk_`, and base64.
    init(_ text: String) throws(VerifierConfigurationError) {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        if text.hasPrefix("whpk_") {
            guard let bytes = Self.decoded(text.dropFirst(5)), let key = try? Ed25519PublicKey(raw: bytes) else {
                throw VerifierConfigurationError(
                    "secrets", "the public key is not whpk_ and the base64 of an Ed25519 key's 32 bytes")
            }
            (secret, publicKey) = (nil, key)
        } else {
            guard let bytes = Self.decoded(text.hasPrefix("whsec_") ? text.dropFirst(6) : text[...]),
                (24...64).contains(bytes.count)
            else {
                throw VerifierConfigurationError(
                    "secrets", "the secret is not whsec_ and the base64 of 24 to 64 bytes, as Standard Webhooks asks")
            }
            (secret, publicKey) = (bytes, nil)
        }
    }

    /// People lose the padding when they copy; the bytes are clear without it.
    private static func decoded(_ text: Substring) -> Data? {
        Data(base64Encoded: text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4))
    }
}
