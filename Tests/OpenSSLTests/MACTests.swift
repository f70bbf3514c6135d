import Foundation
import OpenSSL
import Testing

@Suite("HMACs")
struct MACTests {
    struct Vector: Sendable {
        let algorithm: DigestAlgorithm
        let key: Data
        let message: Data
        let code: String
    }

    private static let long = Data(
        ("This is a test using a larger than block-size key and a larger than block-size data. "
            + "The key needs to be hashed before being used by the HMAC algorithm.").utf8)

    /// RFC 2202 section 3 for SHA-1, RFC 4231 section 4 for SHA-256 and SHA-512; the last one has neither key nor
    /// message.
    static let vectors = [
        Vector(
            algorithm: .sha1, key: Data("Jefe".utf8), message: Data("what do ya want for nothing?".utf8),
            code: "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
        Vector(
            algorithm: .sha1, key: Data(repeating: 0xAA, count: 80),
            message: Data("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            code: "aa4ae5e15272d00e95705637ce8a3b55ed402112"),
        Vector(
            algorithm: .sha256, key: Data(repeating: 0x0B, count: 20), message: Data("Hi There".utf8),
            code: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        Vector(
            algorithm: .sha256, key: Data("Jefe".utf8), message: Data("what do ya want for nothing?".utf8),
            code: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        Vector(
            algorithm: .sha256, key: Data(repeating: 0xAA, count: 131), message: long,
            code: "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
        Vector(
            algorithm: .sha512, key: Data("Jefe".utf8), message: Data("what do ya want for nothing?".utf8),
            code: "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                + "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"),
        Vector(
            algorithm: .sha512, key: Data(repeating: 0xAA, count: 131), message: long,
            code: "e37b6a775dc87dbaa4dfa9f96e5e3ffddebd71f8867289865df5a32d20cdc944"
                + "b6022cac3c4982b10d5eeb55c3e4de15134676fb6de0446065c97440fa8c6a58"),
        Vector(
            algorithm: .sha256, key: Data(), message: Data(),
            code: "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"),
    ]

    @Test("give the published codes", arguments: vectors)
    func published(_ vector: Vector) throws {
        let code = try MAC.hmac(vector.message, key: vector.key, using: vector.algorithm)
        #expect(HexText.encode(code) == vector.code)
    }

    @Test("do not depend on where a message is cut", arguments: 0...28)
    func parts(_ cut: Int) throws {
        let message = Data("what do ya want for nothing?".utf8), key = Data("Jefe".utf8)
        let parts = [message.prefix(cut), Data(), message.dropFirst(cut)]
        #expect(try MAC.hmac(of: parts, key: key) == MAC.hmac(message, key: key))
    }

    @Test("differ when the key does")
    func keys() throws {
        let message = Data("message".utf8)
        #expect(try MAC.hmac(message, key: Data("a".utf8)) != MAC.hmac(message, key: Data("b".utf8)))
    }
}
