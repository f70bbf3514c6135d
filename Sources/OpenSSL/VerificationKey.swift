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

    deinit { unsafe EVP_PKEY_free(pointer) }
}

/// Owns one `EVP_MD_CTX`.
@safe struct VerificationContext: ~Copyable {
    private let pointer: OpaquePointer

    init() throws(OpenSSLError) {
        guard let pointer = unsafe EVP_MD_CTX_new() else { throw .taken(after: "EVP_MD_CTX_new") }
        unsafe self.pointer = pointer
    }

    deinit { unsafe EVP_MD_CTX_free(pointer) }

    /// For algorithms that bring their own digest.
    func verifies(_ signature: Data, of message: Data, with key: borrowing VerificationKey) -> Bool {
        let context = unsafe pointer, keyPointer = unsafe key.pointer
        let started = unsafe EVP_DigestVerifyInit_ex(context, nil, nil, nil, nil, keyPointer, nil)
        let result =
            started != 1
            ? started
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
