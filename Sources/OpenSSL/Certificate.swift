import COpenSSL
public import Foundation

/// A certificate (RFC 5280), as far as it tells others by which key we sign.
public struct Certificate: Sendable, Hashable {
    /// As it is signed and hashed.
    public let der: Data

    /// - Parameter pem: `-----BEGIN CERTIFICATE-----`; of several the first.
    /// - Throws: When there is none.
    public init(pem: String) throws(OpenSSLError) {
        der = try CertificateHandle(pem: Data(pem.utf8)).der()
    }

    /// Whether this certificate is about the public half of `key`.
    public func isOf(_ key: PrivateKey) -> Bool {
        guard let owned = try? CertificateHandle(der: der), let mine = try? owned.publicDER(),
            let theirs = try? key.publicKey
        else { return false }
        return PublicKey(der: mine) == theirs
    }
}

/// Owns one `X509`.
@safe struct CertificateHandle: ~Copyable {
    private let pointer: OpaquePointer

    init(pem: Data) throws(OpenSSLError) {
        let made = unsafe pem.withUnsafeBytes { buffer -> OpaquePointer? in
            guard let source = unsafe BIO_new_mem_buf(buffer.baseAddress, Int32(clamping: buffer.count)) else {
                return nil
            }
            defer { unsafe BIO_free(source) }
            return unsafe PEM_read_bio_X509(source, nil, { _, _, _, _ in -1 }, nil)
        }
        guard let pointer = unsafe made else { throw .taken(after: "PEM_read_bio_X509") }
        unsafe self.pointer = pointer
    }

    init(der: Data) throws(OpenSSLError) {
        let made = unsafe der.withUnsafeBytes { buffer in
            var next = unsafe buffer.bindMemory(to: UInt8.self).baseAddress
            return unsafe d2i_X509(nil, &next, buffer.count)
        }
        guard let pointer = unsafe made else { throw .taken(after: "d2i_X509") }
        unsafe self.pointer = pointer
    }

    deinit { unsafe X509_free(pointer) }

    func der() throws(OpenSSLError) -> Data {
        let pointer = unsafe self.pointer
        return try unsafe DERBytes.of("i2d_X509") { unsafe i2d_X509(pointer, $0) }
    }

    /// The key that it is about, as a SubjectPublicKeyInfo.
    func publicDER() throws(OpenSSLError) -> Data {
        // Borrowed from the certificate: nothing to free.
        guard let key = unsafe X509_get0_pubkey(pointer) else { throw .taken(after: "X509_get0_pubkey") }
        return try unsafe DERBytes.of("i2d_PUBKEY") { unsafe i2d_PUBKEY(key, $0) }
    }
}
