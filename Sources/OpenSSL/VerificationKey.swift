import COpenSSL
import Foundation

/// Owns one `EVP_PKEY` that holds a public key.
@safe struct VerificationKey: ~Copyable {
    let pointer: OpaquePointer

    init(ed25519 raw: Data) throws(OpenSSLError) {
        let made = unsafe raw.withUnsafeBytes { buffer in
            unsafe EVP_PKEY_new_raw_public_key_ex(
                nil, "ED25519", nil, buffer.bindMemory(to: UInt8.self).baseAddress, buffer.count)
        }
        guard let pointer = unsafe made else { throw .taken(after: "EVP_PKEY_new_raw_public_key_ex") }
        unsafe self.pointer = pointer
    }

    /// - Parameter der: A SubjectPublicKeyInfo (RFC 5280, section 4.1).
    init(der: Data) throws(OpenSSLError) {
        let made = unsafe der.withUnsafeBytes { buffer in
            var next = unsafe buffer.bindMemory(to: UInt8.self).baseAddress
            return unsafe d2i_PUBKEY(nil, &next, buffer.count)
        }
        guard let pointer = unsafe made else { throw .taken(after: "d2i_PUBKEY") }
        unsafe self.pointer = pointer
    }

    deinit { unsafe EVP_PKEY_free(pointer) }

    func supports(_ scheme: SignatureScheme) -> Bool { unsafe KeyKind.of(pointer, supports: scheme) }
}

/// Owns one `EVP_MD_CTX`.
@safe struct VerificationContext: ~Copyable {
    private let pointer: OpaquePointer

    init() throws(OpenSSLError) {
        guard let pointer = unsafe EVP_MD_CTX_new() else { throw .taken(after: "EVP_MD_CTX_new") }
        unsafe self.pointer = pointer
    }

    deinit { unsafe EVP_MD_CTX_free(pointer) }

    /// - Parameter scheme: nil for algorithms that bring their own digest.
    func verifies(
        _ signature: Data, of message: Data, with key: borrowing VerificationKey, by scheme: SignatureScheme? = nil
    ) -> Bool {
        let context = unsafe pointer, keyPointer = unsafe key.pointer
        let digest = scheme == nil ? nil : "SHA256"
        var operation: OpaquePointer?
        let started = unsafe EVP_DigestVerifyInit_ex(context, &operation, digest, nil, nil, keyPointer, nil)
        let isReady = unsafe started == 1 && scheme?.configure(operation) ?? true
        let result =
            !isReady
            ? 0
            : unsafe signature.withUnsafeBytes { signature in
                unsafe message.withUnsafeBytes { message in
                    unsafe EVP_DigestVerify(
                        context, signature.bindMemory(to: UInt8.self).baseAddress, signature.count,
                        message.bindMemory(to: UInt8.self).baseAddress, message.count)
                }
            }
        guard result == 1 else {
            _ = OpenSSLError.taken(after: "EVP_DigestVerify")
            return false
        }
        return true
    }
}
