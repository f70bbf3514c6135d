import COpenSSL
import Foundation

/// Owns one `EVP_PKEY` that holds a private key.
@safe struct SigningKey: ~Copyable {
    let pointer: OpaquePointer

    init(pem: Data) throws(OpenSSLError) {
        let made = unsafe pem.withUnsafeBytes { buffer -> OpaquePointer? in
            guard let source = unsafe BIO_new_mem_buf(buffer.baseAddress, Int32(clamping: buffer.count)) else {
                return nil
            }
            defer { unsafe BIO_free(source) }
            // Without this an encrypted key would have libcrypto ask for its passphrase on the terminal.
            return unsafe PEM_read_bio_PrivateKey_ex(source, nil, { _, _, _, _ in -1 }, nil, nil, nil)
        }
        guard let pointer = unsafe made else { throw .taken(after: "PEM_read_bio_PrivateKey_ex") }
        unsafe self.pointer = pointer
    }

    /// A fresh key on the curve P-256.
    init(generatingP256: Void) throws(OpenSSLError) {
        guard let pointer = unsafe rollcall_generate_p256() else { throw .taken(after: "EVP_EC_gen") }
        unsafe self.pointer = pointer
    }

    deinit { unsafe EVP_PKEY_free(pointer) }

    func supports(_ scheme: SignatureScheme) -> Bool { unsafe KeyKind.of(pointer, supports: scheme) }

    /// As an ECPrivateKey (RFC 5915, section 3) where it is a key on a curve.
    func privateDER() throws(OpenSSLError) -> Data {
        let pointer = unsafe self.pointer
        return try unsafe DERBytes.of("i2d_PrivateKey") { unsafe i2d_PrivateKey(pointer, $0) }
    }

    /// The public half as a SubjectPublicKeyInfo.
    func publicDER() throws(OpenSSLError) -> Data {
        let pointer = unsafe self.pointer
        return try unsafe DERBytes.of("i2d_PUBKEY") { unsafe i2d_PUBKEY(pointer, $0) }
    }
}

/// Owns one `EVP_MD_CTX` for a signature.
@safe struct SigningContext: ~Copyable {
    private let pointer: OpaquePointer

    init() throws(OpenSSLError) {
        guard let pointer = unsafe EVP_MD_CTX_new() else { throw .taken(after: "EVP_MD_CTX_new") }
        unsafe self.pointer = pointer
    }

    deinit { unsafe EVP_MD_CTX_free(pointer) }

    func sign(
        _ message: Data, with key: borrowing SigningKey, by scheme: SignatureScheme
    ) throws(OpenSSLError) -> Data {
        let context = unsafe pointer, keyPointer = unsafe key.pointer
        var operation: OpaquePointer?
        guard unsafe EVP_DigestSignInit_ex(context, &operation, "SHA256", nil, nil, keyPointer, nil) == 1,
            unsafe scheme.configure(operation)
        else { throw .taken(after: "EVP_DigestSignInit_ex") }
        var length = 0
        let isMeasured = unsafe message.withUnsafeBytes { message in
            unsafe EVP_DigestSign(
                context, nil, &length, message.bindMemory(to: UInt8.self).baseAddress, message.count)
        }
        guard isMeasured == 1 else { throw .taken(after: "EVP_DigestSign") }
        var signature = Data(count: length)
        let isSigned = unsafe signature.withUnsafeMutableBytes { signature in
            unsafe message.withUnsafeBytes { message in
                unsafe EVP_DigestSign(
                    context, signature.bindMemory(to: UInt8.self).baseAddress, &length,
                    message.bindMemory(to: UInt8.self).baseAddress, message.count)
            }
        }
        guard isSigned == 1 else { throw .taken(after: "EVP_DigestSign") }
        // An ECDSA signature may be shorter than was foreseen.
        return signature.prefix(length)
    }
}

/// What an `EVP_PKEY` is good for.
enum KeyKind {
    static func of(_ key: OpaquePointer, supports scheme: SignatureScheme) -> Bool {
        guard unsafe EVP_PKEY_is_a(key, scheme.keyType) == 1 else { return false }
        guard scheme == .ecdsaP256 else { return true }
        var name = [CChar](repeating: 0, count: 64)
        let isNamed = unsafe name.withUnsafeMutableBufferPointer { buffer in
            unsafe EVP_PKEY_get_group_name(key, buffer.baseAddress, buffer.count, nil)
        }
        guard isNamed == 1 else {
            _ = OpenSSLError.taken(after: "EVP_PKEY_get_group_name")
            return false
        }
        let text = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return text == "prime256v1" || text == "P-256"
    }
}
