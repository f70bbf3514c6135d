import Foundation
import JOSE
import Testing

@Suite("base64url")
struct Base64URLTests {
    @Test(
        "writes what RFC 7515, appendix C, and RFC 4648, section 10, say",
        arguments: [
            ([3, 236, 255, 224, 193], "A-z_4ME"), ([], ""), ([0x66], "Zg"), ([0x66, 0x6F], "Zm8"),
            ([0x66, 0x6F, 0x6F], "Zm9v"), ([0xFB, 0xFF], "-_8"),
        ] as [([UInt8], String)])
    func known(_ bytes: [UInt8], _ text: String) {
        #expect(Base64URL.encode(Data(bytes)) == text)
        #expect(Base64URL.decode(text) == Data(bytes))
    }

    @Test(
        "reads nothing else",
        arguments: ["Zg==", "Zg=", "-_8=", "+/8", "Z", "Zh", "Zm9v ", " Zm9v", "Zm9v\n", "Zm.9v", "Zmé", "Zm9\u{0}"])
    func strict(_ text: String) {
        #expect(Base64URL.decode(text) == nil)
    }
}
