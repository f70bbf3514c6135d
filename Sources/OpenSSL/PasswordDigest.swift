import COpenSSL
public import Foundation

/// Slow digests, for credentials of which only a digest may be stored.
public enum PasswordDigest {
    /// PBKDF2 with HMAC-SHA-256 (RFC 8018); blocks the calling thread for as long as the iterations take.
    /// - Parameter length: of the digest, in bytes.
    /// - Throws: when a number is not positive or beyond libcrypto's range.
    public static func pbkdf2(
        _ secret: Data, salt: Data, iterations: Int, length: Int
    ) throws(OpenSSLError) -> Data {
        let function = "PKCS5_PBKDF2_HMAC"
        guard let rounds = Int32(exactly: iterations), let wanted = Int32(exactly: length),
            let secretLength = Int32(exactly: secret.count), let saltLength = Int32(exactly: salt.count),
            rounds > 0, wanted > 0
        else { throw OpenSSLError(function: function, entries: ["iterations and lengths must be positive"]) }
        var digest = Data(count: length)
        let result = unsafe digest.withUnsafeMutableBytes { output in
            unsafe secret.withUnsafeBytes { secret in
                unsafe salt.withUnsafeBytes { salt in
                    unsafe PKCS5_PBKDF2_HMAC(
                        secret.bindMemory(to: CChar.self).baseAddress, secretLength,
                        salt.bindMemory(to: UInt8.self).baseAddress, saltLength, rounds, EVP_sha256(),
                        wanted, output.bindMemory(to: UInt8.self).baseAddress)
                }
            }
        }
        guard result == 1 else { throw .taken(after: function) }
        return digest
    }
}
