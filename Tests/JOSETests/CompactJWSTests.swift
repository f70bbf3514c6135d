import Foundation
import JOSE
import OpenSSL
import TestSupport
import Testing

@Suite("Signed tokens")
struct CompactJWSTests {
    private static let claims = AssertionClaims(
        issuer: "rollcall@project.iam.example.com", subject: "admin@example.com", audience: "https://oauth2/token",
        scope: "https://www.example.com/auth/a", issuedAt: Date(timeIntervalSince1970: 1_800_000_000.9),
        lifetime: 3600)

    @Test("hold header and claims as they are named in the RFCs, and leave out what is not there")
    func shape() throws {
        let header = JWSHeader(.rs256, keyID: "k/1")
        let token = try CompactJWS.sign(Self.claims, header, with: PrivateKey(pem: TestKeys.rsa))
        let parts = try Self.parts(token)
        #expect(String(decoding: parts[0], as: UTF8.self) == #"{"alg":"RS256","kid":"k/1","typ":"JWT"}"#)
        #expect(
            String(decoding: parts[1], as: UTF8.self)
                == #"{"aud":"https://oauth2/token","exp":1800003600,"iat":1800000000,"#
                + #""iss":"rollcall@project.iam.example.com","scope":"https://www.example.com/auth/a","#
                + #""sub":"admin@example.com"}"#)
    }

    @Test("can name a certificate, the moment from which they are good, and themselves")
    func more() throws {
        let claims = AssertionClaims(
            issuer: "a", subject: "a", audience: "b", issuedAt: Date(timeIntervalSince1970: 7), lifetime: 1,
            saysNotBefore: true, id: "once")
        let header = JWSHeader(.ps256, type: nil, certificateThumbprint: "thumb")
        let parts = try Self.parts(try CompactJWS.sign(claims, header, with: PrivateKey(pem: TestKeys.rsa)))
        #expect(String(decoding: parts[0], as: UTF8.self) == #"{"alg":"PS256","x5t#S256":"thumb"}"#)
        #expect(
            String(decoding: parts[1], as: UTF8.self)
                == #"{"aud":"b","exp":8,"iat":7,"iss":"a","jti":"once","nbf":7,"sub":"a"}"#)
    }

    @Test("are signed over exactly what is sent", arguments: SigningAlgorithm.allCases)
    func signature(_ algorithm: SigningAlgorithm) throws {
        let key = try PrivateKey(pem: algorithm == .es256 ? TestKeys.p256 : TestKeys.rsa)
        let token = try CompactJWS.sign(Self.claims, JWSHeader(algorithm), with: key)
        let parts = try Self.parts(token)
        let input = Data(token.split(separator: ".").dropLast().joined(separator: ".").utf8)
        #expect(try key.publicKey.accepts(parts[2], of: input, by: algorithm.scheme))
        #expect(try !key.publicKey.accepts(parts[2], of: input + Data("x".utf8), by: algorithm.scheme))
    }

    @Test("are not made with a key of another kind")
    func wrongKey() throws {
        let key = try PrivateKey(pem: TestKeys.p256)
        #expect(throws: OpenSSLError.self) { try CompactJWS.sign(Self.claims, JWSHeader(.rs256), with: key) }
    }

    private static func parts(_ token: String) throws -> [Data] {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        #expect(parts.count == 3)
        return try parts.map { try #require(Base64URL.decode($0)) }
    }
}
