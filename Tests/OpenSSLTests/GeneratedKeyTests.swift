import Foundation
import OpenSSL
import Testing

@Suite("Generated keys") struct GeneratedKeyTests {
    @Test("sign what their own public half accepts, and no other's")
    func pair() throws {
        let one = try GeneratedKey.rsa(bits: 2048), other = try GeneratedKey.rsa(bits: 2048)
        #expect(one.pem.hasPrefix("-----BEGIN PRIVATE KEY-----"))
        let message = Data("who changed".utf8)
        let signature = try PrivateKey(pem: one.pem).sign(message, by: .rsaPKCS1)
        #expect(one.publicKey.accepts(signature, of: message, by: .rsaPKCS1))
        #expect(!one.publicKey.accepts(signature, of: message + Data("!".utf8), by: .rsaPKCS1))
        #expect(!other.publicKey.accepts(signature, of: message, by: .rsaPKCS1))
    }

    @Test("are refused in a size that libcrypto does not make")
    func tooSmall() {
        #expect(throws: OpenSSLError.self) { try GeneratedKey.rsa(bits: 17) }
    }
}
