import COpenSSL
import Foundation

/// A key pair made on the spot; for imitations and tests, whose keys need not be kept.
public struct GeneratedKey: Sendable {
    /// The private half: `-----BEGIN PRIVATE KEY-----` (PKCS #8), not encrypted.
    public let pem: String
    public let publicKey: PublicKey

    /// Takes a tenth of a second or so of the calling thread.
    public static func rsa(bits: Int32) throws(OpenSSLError) -> GeneratedKey {
        let pem = try KeyGeneration().rsa(bits: bits).pem()
        return GeneratedKey(pem: pem, publicKey: try PrivateKey(pem: pem).publicKey)
    }
}

/// Owns one `EVP_PKEY_CTX` that makes RSA keys.
@safe private struct KeyGeneration: ~Copyable {
    private let pointer: OpaquePointer

    init() throws(OpenSSLError) {
        guard let pointer = unsafe EVP_PKEY_CTX_new_from_name(nil, "RSA", nil) else {
            throw .taken(after: "EVP_PKEY_CTX_new_from_name")
        }
        unsafe self.pointer = pointer
    }

    deinit { unsafe EVP_PKEY_CTX_free(pointer) }

    func rsa(bits: Int32) throws(OpenSSLError) -> NewKey {
        var made: OpaquePointer?
        guard unsafe EVP_PKEY_keygen_init(pointer) == 1, unsafe EVP_PKEY_CTX_set_rsa_keygen_bits(pointer, bits) == 1,
            unsafe EVP_PKEY_generate(pointer, &made) == 1, let key = unsafe made
        else { throw .taken(after: "EVP_PKEY_generate") }
        return unsafe NewKey(key)
    }
}

/// Owns one `EVP_PKEY` that was made here.
@safe private struct NewKey: ~Copyable {
    private let pointer: OpaquePointer

    @unsafe init(_ pointer: OpaquePointer) { unsafe self.pointer = pointer }

    deinit { unsafe EVP_PKEY_free(pointer) }

    func pem() throws(OpenSSLError) -> String {
        guard let sink = unsafe BIO_new(BIO_s_mem()) else { throw .taken(after: "BIO_new") }
        defer { unsafe BIO_free(sink) }
        guard unsafe PEM_write_bio_PKCS8PrivateKey(sink, pointer, nil, nil, 0, nil, nil) == 1 else {
            throw .taken(after: "PEM_write_bio_PKCS8PrivateKey")
        }
        var text = Data(count: unsafe BIO_ctrl_pending(sink)), length = 0
        let isRead = unsafe text.withUnsafeMutableBytes { buffer in
            unsafe BIO_read_ex(sink, buffer.baseAddress, buffer.count, &length)
        }
        guard isRead == 1, length == text.count else { throw .taken(after: "BIO_read_ex") }
        return String(decoding: text, as: UTF8.self)
    }
}
