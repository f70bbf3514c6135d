import Foundation
import JOSE
import OpenSSL
import TestSupport
import Testing

@Suite("Proofs of possession")
struct DPoPTests {
    private static let url = URL(string: "https://example.okta.com/api/v1/users/a%2Fb?limit=1#x")

    @Test("name the request without its query, the token's digest and the nonce")
    func claims() throws {
        let url = try #require(Self.url)
        let time = Date(timeIntervalSince1970: 1_800_000_000.9)
        let proof = try DPoPKey().proof(method: "GET", url: url, token: "abc", nonce: "n", at: time, id: "once")
        let claims = try Self.parts(proof)[1]
        // The digest of "abc" is FIPS 180-2's example.
        #expect(
            String(decoding: claims, as: UTF8.self)
                == #"{"ath":"ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0","htm":"GET","#
                + #""htu":"https://example.okta.com/api/v1/users/a%2Fb","iat":1800000000,"jti":"once","nonce":"n"}"#)
        let bare = try Self.parts(try DPoPKey().proof(method: "POST", url: url, at: time, id: "x"))[1]
        #expect(!String(decoding: bare, as: UTF8.self).contains("ath"))
        #expect(!String(decoding: bare, as: UTF8.self).contains("nonce"))
    }

    @Test("hold the public key and nothing of the private one, the same in all proofs of a key")
    func header() throws {
        let url = try #require(Self.url)
        let key = try DPoPKey()
        let headers = try (0..<2).map { number in
            try Self.parts(try key.proof(method: "GET", url: url, at: Date(), id: "\(number)"))[0]
        }
        #expect(headers[0] == headers[1])
        let header = try #require(try JSONSerialization.jsonObject(with: headers[0]) as? [String: Any])
        #expect(header["typ"] as? String == "dpop+jwt" && header["alg"] as? String == "ES256")
        let jwk = try #require(header["jwk"] as? [String: String])
        #expect(jwk.keys.sorted() == ["crv", "kty", "x", "y"])
        #expect((jwk["kty"], jwk["crv"]) == ("EC", "P-256"))
        #expect(jwk["x"].flatMap { Base64URL.decode($0) }?.count == 32)
        let other = try Self.parts(try DPoPKey().proof(method: "GET", url: url, at: Date(), id: "0"))[0]
        #expect(other != headers[0])
    }

    private static func parts(_ token: String) throws -> [Data] {
        try token.split(separator: ".").map { try #require(Base64URL.decode($0)) }
    }
}
