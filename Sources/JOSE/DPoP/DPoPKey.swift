public import Foundation
import OpenSSL

/// The key whose possession makes a token good (RFC 9449); made anew in each process, and never stored.
public struct DPoPKey: Sendable {
    private let key: PrivateKey
    private let header: JWSHeader

    public init() throws {
        key = try PrivateKey.generateP256()
        guard let jwk = PublicJWK(try key.publicKey) else { throw KeyOfAnotherKind() }
        header = JWSHeader(.es256, type: "dpop+jwt", key: jwk)
    }

    /// A proof for one request (RFC 9449, section 4.2).
    ///
    /// - Parameters:
    ///   - url: Its query and fragment do not count.
    ///   - token: The access token that goes with it, except for requests for one.
    ///   - nonce: What the server gave last to put in.
    public func proof(
        method: String, url: URL, token: String? = nil, nonce: String? = nil, at time: Date, id: String
    ) throws -> String {
        let target = url.absoluteString.prefix { $0 != "?" && $0 != "#" }
        let claims = DPoPClaims(
            method: method, target: String(target), issuedAt: Int(time.timeIntervalSince1970.rounded(.down)), id: id,
            tokenDigest: try token.map { Base64URL.encode(try Digest.of(Data($0.utf8))) }, nonce: nonce)
        return try CompactJWS.sign(claims, header, with: key)
    }
}

/// That libcrypto made something else than a key on P-256.
private struct KeyOfAnotherKind: Error {}

/// What is nil is left out.
private struct DPoPClaims: Encodable {
    let method: String
    let target: String
    let issuedAt: Int
    let id: String
    let tokenDigest: String?
    let nonce: String?

    private enum CodingKeys: String, CodingKey {
        case method = "htm"
        case target = "htu"
        case issuedAt = "iat"
        case id = "jti"
        case tokenDigest = "ath"
        case nonce
    }
}
