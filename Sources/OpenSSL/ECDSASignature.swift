import COpenSSL
import Foundation

/// Turns libcrypto's form of an ECDSA signature (RFC 3279, section 2.2.3) into the plain one (RFC 7518, section 3.4) and
/// back, for P-256.
enum ECDSASignature {
    private static let numberLength = 32

    static func numbers(of encoded: Data) throws(OpenSSLError) -> Data {
        let decoded = unsafe encoded.withUnsafeBytes { buffer in
            var next = unsafe buffer.bindMemory(to: UInt8.self).baseAddress
            return unsafe d2i_ECDSA_SIG(nil, &next, buffer.count)
        }
        guard let signature = unsafe decoded else { throw .taken(after: "d2i_ECDSA_SIG") }
        defer { unsafe ECDSA_SIG_free(signature) }
        var numbers = Data(count: 2 * numberLength)
        let isWritten = unsafe numbers.withUnsafeMutableBytes { buffer in
            guard let start = unsafe buffer.bindMemory(to: UInt8.self).baseAddress else { return false }
            let length = Int32(numberLength)
            return unsafe BN_bn2binpad(ECDSA_SIG_get0_r(signature), start, length) == length
                && BN_bn2binpad(ECDSA_SIG_get0_s(signature), start + numberLength, length) == length
        }
        guard isWritten else { throw .taken(after: "BN_bn2binpad") }
        return numbers
    }

    static func encoded(_ numbers: Data) throws(OpenSSLError) -> Data {
        guard numbers.count == 2 * numberLength else {
            throw OpenSSLError(function: "i2d_ECDSA_SIG", entries: ["a signature has \(2 * numberLength) bytes"])
        }
        guard let signature = unsafe ECDSA_SIG_new() else { throw .taken(after: "ECDSA_SIG_new") }
        defer { unsafe ECDSA_SIG_free(signature) }
        let isTaken = unsafe numbers.withUnsafeBytes { buffer in
            guard let start = unsafe buffer.bindMemory(to: UInt8.self).baseAddress else { return false }
            let length = Int32(numberLength)
            let (r, s) = unsafe (BN_bin2bn(start, length, nil), BN_bin2bn(start + numberLength, length, nil))
            // From here on the signature owns both.
            if unsafe ECDSA_SIG_set0(signature, r, s) == 1 { return true }
            unsafe BN_free(r)
            unsafe BN_free(s)
            return false
        }
        guard isTaken else { throw .taken(after: "ECDSA_SIG_set0") }
        return try unsafe DERBytes.of("i2d_ECDSA_SIG") { unsafe i2d_ECDSA_SIG(signature, $0) }
    }
}

/// Runs libcrypto's `i2d_…` functions: once for the length, once for the bytes.
enum DERBytes {
    static func of(
        _ function: String, _ write: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32
    ) throws(OpenSSLError) -> Data {
        let length = write(nil)
        guard length > 0 else { throw .taken(after: function) }
        var bytes = Data(count: Int(length))
        let written = unsafe bytes.withUnsafeMutableBytes { buffer in
            var next = unsafe buffer.bindMemory(to: UInt8.self).baseAddress
            return unsafe write(&next)
        }
        guard written == length else { throw .taken(after: function) }
        return bytes
    }
}
