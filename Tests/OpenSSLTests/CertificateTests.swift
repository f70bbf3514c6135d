import Foundation
import TestSupport
import Testing

@testable import OpenSSL

@Suite("Certificates")
struct CertificateTests {
    @Test("have the digest that others compute, and belong to one key")
    func known() throws {
        let certificate = try Certificate(pem: TestKeys.rsaCertificate)
        // `openssl x509 -outform der | openssl dgst -sha256`
        #expect(
            HexText.encode(try Digest.of(certificate.der))
                == "9c0b704c3be0caa45fd4b377ee21034ffb1c9f8fce11917802f74ac18d9346c7")
        #expect(certificate.isOf(try PrivateKey(pem: TestKeys.rsa)))
        for other in [TestKeys.otherRSA, TestKeys.p256, TestKeys.ed25519] {
            #expect(!certificate.isOf(try PrivateKey(pem: other)))
        }
    }

    @Test(
        "are refused when they are none",
        arguments: ["", "s3cret", TestKeys.rsa, String(TestKeys.rsaCertificate.prefix(500))])
    func broken(_ pem: String) {
        let error = #expect(throws: OpenSSLError.self) { try Certificate(pem: pem) }
        #expect(error?.description.contains("s3cret") == false)
        #expect(OpenSSLError.taken(after: "init").entries == [])
    }
}
