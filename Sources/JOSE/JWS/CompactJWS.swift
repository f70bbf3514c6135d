import Foundation
public import OpenSSL

/// Signs what can be told as JSON: `header.payload.signature` (RFC 7515, section 7.1).
public enum CompactJWS {
    /// - Throws: `OpenSSLError` when `key` cannot sign by the header's algorithm.
    public static func sign(_ payload: some Encodable, _ header: JWSHeader, with key: PrivateKey) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let parts = [try encoder.encode(header), try encoder.encode(payload)]
        let input = parts.map(Base64URL.encode).joined(separator: ".")
        let signature = try key.sign(Data(input.utf8), by: header.algorithm.scheme)
        return input + "." + Base64URL.encode(signature)
    }
}
