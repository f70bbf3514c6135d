public import Foundation

/// Message authentication codes (RFC 2104).
public enum MAC {
    /// The HMAC of `message`; the key may have any length.
    public static func hmac(
        _ message: Data, key: Data, using algorithm: DigestAlgorithm = .sha256
    ) throws(OpenSSLError) -> Data {
        try hmac(of: [message], key: key, using: algorithm)
    }

    /// The HMAC of `parts` as if they were one message, without joining them: a body of a megabyte is not copied to
    /// put a timestamp before it.
    public static func hmac(
        of parts: [Data], key: Data, using algorithm: DigestAlgorithm = .sha256
    ) throws(OpenSSLError) -> Data {
        let context = try MACContext()
        try context.start(key: key, algorithm: algorithm)
        for part in parts { try context.add(part) }
        return try context.finish(length: algorithm.length)
    }
}
