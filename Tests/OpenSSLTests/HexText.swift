import Foundation

/// Vectors are published in hexadecimal.
enum HexText {
    static func encode(_ bytes: Data) -> String {
        bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }

    static func decode(_ text: String) -> Data {
        var digits = text[...], bytes = Data()
        while digits.count > 1 {
            bytes.append(UInt8(digits.prefix(2), radix: 16) ?? 0)
            digits = digits.dropFirst(2)
        }
        return bytes
    }
}
