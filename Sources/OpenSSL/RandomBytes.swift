import COpenSSL
public import Foundation

/// Bytes that nobody can foretell.
public enum RandomBytes {
    /// - Throws: when the generator could not be seeded, or `count` is negative or beyond `RAND_bytes`'s range.
    public static func make(count: Int) throws(OpenSSLError) -> Data {
        guard let length = Int32(exactly: count), length >= 0 else {
            throw OpenSSLError(function: "RAND_bytes", entries: ["a count from 0 to \(Int32.max) is needed"])
        }
        guard length > 0 else { return Data() }
        var bytes = Data(count: count)
        let result = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe RAND_bytes(buffer.bindMemory(to: UInt8.self).baseAddress, length)
        }
        guard result == 1 else { throw .taken(after: "RAND_bytes") }
        return bytes
    }
}
