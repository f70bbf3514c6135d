import Foundation
import OpenSSL
import Testing

@Suite("Digests")
struct DigestTests {
    /// FIPS 180-4's examples, and the digest of nothing.
    static let vectors: [(DigestAlgorithm, String, String)] = [
        (.sha1, "abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (.sha1, "", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        (
            .sha1, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
        ),
        (.sha256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (.sha256, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (
            .sha256, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            .sha512, "abc",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        ),
    ]

    @Test("give the published digests", arguments: vectors)
    func published(_ algorithm: DigestAlgorithm, _ message: String, _ digest: String) throws {
        #expect(HexText.encode(try Digest.of(Data(message.utf8), using: algorithm)) == digest)
    }

    @Test("take a slice for what it holds, not for where it begins")
    func slice() throws {
        let slice = Data("xxabcxx".utf8)[2..<5]
        #expect(try Digest.of(slice) == Digest.of(Data("abc".utf8)))
    }

    @Test("are as long as their algorithm says", arguments: DigestAlgorithm.allCases)
    func length(_ algorithm: DigestAlgorithm) throws {
        #expect(try Digest.of(Data(), using: algorithm).count == algorithm.length)
    }

    @Test("come from OpenSSL 3")
    func version() {
        #expect(OpenSSLVersion.text.hasPrefix("OpenSSL 3."))
    }
}
