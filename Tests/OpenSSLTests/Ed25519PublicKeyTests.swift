import Foundation
import Testing

@testable import OpenSSL

@Suite("Ed25519 keys")
struct Ed25519PublicKeyTests {
    /// RFC 8032 section 7.1, tests 1 to 3: public key, message, signature.
    static let vectors = [
        (
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
        (
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
        (
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ]

    @Test("accept the published signatures and no other", arguments: vectors)
    func published(_ key: String, _ message: String, _ signature: String) throws {
        let key = try Ed25519PublicKey(raw: HexText.decode(key))
        let message = HexText.decode(message), signature = HexText.decode(signature)
        #expect(key.accepts(signature, of: message))
        #expect(!key.accepts(signature, of: message + Data([0])))
        for position in [0, 31, 32, 63] {
            var forged = signature
            forged[position] ^= 1
            #expect(!key.accepts(forged, of: message))
        }
        #expect(!key.accepts(signature.dropLast(), of: message))
        #expect(!key.accepts(signature + Data([0]), of: message))
        #expect(!key.accepts(Data(), of: message))
    }

    @Test("are 32 bytes long", arguments: [0, 31, 33, 64])
    func lengths(_ count: Int) {
        #expect(throws: OpenSSLError.self) { try Ed25519PublicKey(raw: Data(count: count)) }
    }

    @Test("say why they are none")
    func reason() {
        let error = #expect(throws: OpenSSLError.self) { try Ed25519PublicKey(raw: Data(count: 5)) }
        #expect(error?.function == "EVP_PKEY_new_raw_public_key_ex")
        #expect(error?.entries.isEmpty == false)
        #expect(error?.description.hasPrefix("OpenSSL: EVP_PKEY_new_raw_public_key_ex: error:") == true)
    }

    @Test("leave no error behind for others to find", arguments: vectors)
    func drained(_ key: String, _ message: String, _ signature: String) throws {
        let key = try Ed25519PublicKey(raw: HexText.decode(key))
        #expect(!key.accepts(HexText.decode(signature).dropLast(), of: HexText.decode(message)))
        #expect(OpenSSLError.taken(after: "accepts").entries == [])
        #expect(throws: OpenSSLError.self) { try Ed25519PublicKey(raw: Data(count: 5)) }
        #expect(OpenSSLError.taken(after: "init").entries == [])
        #expect(OpenSSLError.taken(after: "init").description == "OpenSSL: init: no reason given")
    }
}
