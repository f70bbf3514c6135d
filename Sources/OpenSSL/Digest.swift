import COpenSSL
public import Foundation

/// Digests of whole messages.
public enum Digest {
    /// - Throws: when this libcrypto does not offer the algorithm, as FIPS builds may not.
    public static func of(
        _ message: Data, using algorithm: DigestAlgorithm = .sha256
    ) throws(OpenSSLError) -> Data {
        var digest = Data(count: algorithm.length)
        var length = 0
        let result = unsafe digest.withUnsafeMutableBytes { output in
            unsafe message.withUnsafeBytes { input in
                unsafe EVP_Q_digest(
                    nil, algorithm.name, nil, input.baseAddress, input.count,
                    output.bindMemory(to: UInt8.self).baseAddress, &length)
            }
        }
        guard result == 1, length == algorithm.length else { throw .taken(after: "EVP_Q_digest") }
        return digest
    }
}
