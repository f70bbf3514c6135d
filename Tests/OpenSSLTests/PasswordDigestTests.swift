import Foundation
import OpenSSL
import Testing

@Suite("Digests of passwords")
struct PasswordDigestTests {
    /// RFC 7914 section 11.
    static let vectors = [
        (
            "passwd", "salt", 1,
            "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
                + "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783"
        ),
        (
            "Password", "NaCl", 80000,
            "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"
                + "a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d"
        ),
    ]

    @Test("are PBKDF2's with HMAC-SHA-256, as published", arguments: vectors)
    func published(_ secret: String, _ salt: String, _ iterations: Int, _ digest: String) throws {
        let made = try PasswordDigest.pbkdf2(
            Data(secret.utf8), salt: Data(salt.utf8), iterations: iterations, length: 64)
        #expect(HexText.encode(made) == digest)
    }

    @Test("take an empty secret and an empty salt for what they are")
    func empty() throws {
        let nothing = try PasswordDigest.pbkdf2(Data(), salt: Data(), iterations: 1, length: 32)
        let something = try PasswordDigest.pbkdf2(Data("x".utf8), salt: Data(), iterations: 1, length: 32)
        #expect(nothing.count == 32)
        #expect(nothing != something)
    }

    @Test("refuse numbers that make no sense", arguments: [(0, 32), (-1, 32), (1, 0), (1, -1), (Int.max, 32)])
    func refused(_ iterations: Int, _ length: Int) {
        #expect(throws: OpenSSLError.self) {
            try PasswordDigest.pbkdf2(Data("x".utf8), salt: Data("y".utf8), iterations: iterations, length: length)
        }
    }
}
