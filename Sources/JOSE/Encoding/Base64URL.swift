public import Foundation

/// The alphabet of RFC 4648, section 5, without padding, as all of JOSE writes bytes (RFC 7515, section 2).
public enum Base64URL {
    public static func encode(_ bytes: Data) -> String {
        var text = bytes.base64EncodedString()
        text.replace("+", with: "-")
        text.replace("/", with: "_")
        return text.trimmingCharacters(in: ["="])
    }

    /// nil for anything else than what `encode` writes: padding, blanks, the other alphabet, stray last bits.
    public static func decode(_ text: some StringProtocol) -> Data? {
        let text = String(text)
        var padded = text
        padded.replace("-", with: "+")
        padded.replace("_", with: "/")
        padded += String(repeating: "=", count: (4 - padded.utf8.count % 4) % 4)
        guard let bytes = Data(base64Encoded: padded), encode(bytes) == text else { return nil }
        return bytes
    }
}
