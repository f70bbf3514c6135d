import Foundation
import TestSupport
import Testing

@testable import OpenSSL

@Suite("Private keys")
struct PrivateKeyTests {
    private static let message = Data("The quick brown fox".utf8)
    /// What `openssl dgst -sha256 -sign` makes of the message with `TestKeys.rsa`.
    private static let signature =
        "3aa839b794ff3290676d70cf71d531deb75c73a849c92408d73301b69c0c4c2d6cec78e453fcb15677257d8c765c43ca57e5"
        + "05c2c8a937f57fe19fd345e8a564dc566df0666312b2cd492f9793c88f037e5cea5fb2ea4c837bcc5f1081b5b86c6225273d"
        + "586d392abe77ce6deb8c58a0c7125066ac9dfcfb3feee522084fd059c2044afa0bf88c2782c8aa483f3d135866a928f0d8e3"
        + "10dc8118a0eec66e90b18098d6d1eff0c401a1dc9eb98732342363f5f6047d0911231b10fdd081017db0a5d8a999794c9e5a"
        + "3a684f6fc790973cfd25386d5ff4ab59e574123a80db6ace2e678293aa703b7d7c081a070351472b14a692da19ce8710af41956efef5e640"

    @Test("sign by PKCS #1 as others do, from PKCS #8 and from the older form")
    func known() throws {
        for pem in [TestKeys.rsa, TestKeys.traditionalRSA] {
            let signature = try PrivateKey(pem: pem).sign(Self.message, by: .rsaPKCS1)
            #expect(HexText.encode(signature) == Self.signature)
        }
    }

    @Test("sign so that the public half accepts it, and nothing else", arguments: SignatureScheme.allCases)
    func roundTrip(_ scheme: SignatureScheme) throws {
        let key = try PrivateKey(pem: scheme == .ecdsaP256 ? TestKeys.p256 : TestKeys.rsa)
        let other = try PrivateKey(pem: scheme == .ecdsaP256 ? TestKeys.p384 : TestKeys.otherRSA)
        for round in 0..<20 {
            let signature = try key.sign(Self.message, by: scheme)
            #expect(signature.count == (scheme == .ecdsaP256 ? 64 : 256))
            #expect(try key.publicKey.accepts(signature, of: Self.message, by: scheme))
            #expect(try !other.publicKey.accepts(signature, of: Self.message, by: scheme))
            #expect(try !key.publicKey.accepts(signature, of: Self.message + Data([0]), by: scheme))
            var forged = signature
            forged[round] ^= 1
            #expect(try !key.publicKey.accepts(forged, of: Self.message, by: scheme))
            for wrong in [Data(), signature.dropLast(), signature + Data([0]), Data(count: signature.count)] {
                #expect(try !key.publicKey.accepts(wrong, of: Self.message, by: scheme))
            }
            for another in SignatureScheme.allCases where another != scheme {
                #expect(try !key.publicKey.accepts(signature, of: Self.message, by: another))
            }
        }
    }

    @Test("sign by their own kind of scheme alone")
    func kinds() throws {
        let wrong: [(String, SignatureScheme)] = [
            (TestKeys.rsa, .ecdsaP256), (TestKeys.p256, .rsaPKCS1), (TestKeys.p256, .rsaPSS),
            (TestKeys.p384, .ecdsaP256), (TestKeys.ed25519, .rsaPKCS1), (TestKeys.ed25519, .ecdsaP256),
        ]
        for (pem, scheme) in wrong {
            let key = try PrivateKey(pem: pem)
            #expect(!key.supports(scheme))
            #expect(throws: OpenSSLError.self) { try key.sign(Self.message, by: scheme) }
        }
        #expect(try PrivateKey(pem: TestKeys.rsa).supports(.rsaPSS))
        #expect(OpenSSLError.taken(after: "sign").entries == [])
    }

    @Test(
        "are refused when they are none, without a question and without being repeated",
        arguments: [
            "", "s3cret", TestKeys.encryptedRSA, TestKeys.rsa.replacing("A", with: "B"),
            String(TestKeys.rsa.prefix(900)), TestKeys.rsa.replacing("PRIVATE KEY", with: "PUBLIC KEY"),
        ])
    func broken(_ pem: String) throws {
        let error = #expect(throws: OpenSSLError.self) { try PrivateKey(pem: pem) }
        #expect(error?.description.contains("s3cret") == false)
        #expect(OpenSSLError.taken(after: "init").entries == [])
    }

    @Test("print as dots")
    func silent() throws {
        let key = try PrivateKey(pem: TestKeys.rsa)
        var dumped = ""
        dump(key, to: &dumped)
        #expect("\(key) \(String(reflecting: key))" == "•••• ••••")
        #expect(!dumped.contains("bytes"))
    }
}

@Suite("Fresh private keys")
struct FreshPrivateKeyTests {
    @Test("sign, each as somebody else")
    func fresh() throws {
        let keys = try (0..<3).map { _ in try PrivateKey.generateP256() }
        let message = Data("x".utf8)
        for (index, key) in keys.enumerated() {
            let signature = try key.sign(message, by: .ecdsaP256)
            for (other, publicKey) in try keys.map({ try $0.publicKey }).enumerated() {
                #expect(publicKey.accepts(signature, of: message, by: .ecdsaP256) == (index == other))
            }
        }
    }

    @Test("show the point of a key on P-256, and of no other")
    func point() throws {
        let point = try #require(try PrivateKey(pem: TestKeys.p256).publicKey.pointOfP256)
        #expect((point.x.count, point.y.count) == (32, 32))
        #expect(point.x != point.y)
        for pem in [TestKeys.rsa, TestKeys.p384, TestKeys.ed25519] {
            #expect(try PrivateKey(pem: pem).publicKey.pointOfP256 == nil)
        }
    }
}
