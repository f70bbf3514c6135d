import COpenSSL
import Foundation

/// Owns one `EVP_MAC_CTX` for HMAC.
@safe struct MACContext: ~Copyable {
    private let pointer: OpaquePointer

    init() throws(OpenSSLError) {
        guard let mac = unsafe EVP_MAC_fetch(nil, "HMAC", nil) else { throw .taken(after: "EVP_MAC_fetch") }
        defer { unsafe EVP_MAC_free(mac) }
        guard let pointer = unsafe EVP_MAC_CTX_new(mac) else { throw .taken(after: "EVP_MAC_CTX_new") }
        unsafe self.pointer = pointer
    }

    deinit { unsafe EVP_MAC_CTX_free(pointer) }

    func start(key: Data, algorithm: DigestAlgorithm) throws(OpenSSLError) {
        // EVP_MAC_init takes a null pointer for "keep the key that you have", so an empty key needs an address, too.
        let bytes = key.isEmpty ? Data(count: 1) : key
        let result = unsafe bytes.withUnsafeBytes { buffer in
            let pointer = unsafe self.pointer
            return unsafe algorithm.name.withCString { name in
                let parameters = unsafe [
                    OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, UnsafeMutablePointer(mutating: name), 0),
                    OSSL_PARAM_construct_end(),
                ]
                return unsafe EVP_MAC_init(
                    pointer, buffer.bindMemory(to: UInt8.self).baseAddress, key.count, parameters)
            }
        }
        guard result == 1 else { throw .taken(after: "EVP_MAC_init") }
    }

    func add(_ part: Data) throws(OpenSSLError) {
        guard !part.isEmpty else { return }
        let pointer = unsafe self.pointer
        let result = unsafe part.withUnsafeBytes { buffer in
            unsafe EVP_MAC_update(pointer, buffer.bindMemory(to: UInt8.self).baseAddress, buffer.count)
        }
        guard result == 1 else { throw .taken(after: "EVP_MAC_update") }
    }

    func finish(length: Int) throws(OpenSSLError) -> Data {
        let pointer = unsafe self.pointer
        var code = Data(count: length)
        var written = 0
        let result = unsafe code.withUnsafeMutableBytes { buffer in
            unsafe EVP_MAC_final(pointer, buffer.bindMemory(to: UInt8.self).baseAddress, &written, buffer.count)
        }
        guard result == 1, written == length else { throw .taken(after: "EVP_MAC_final") }
        return code
    }
}
