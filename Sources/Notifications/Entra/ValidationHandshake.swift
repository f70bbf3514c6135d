/// Graph's question whether an address is really ours (contracts/microsoft-graph.md, Handshake).
public enum ValidationHandshake {
    /// Bytes of the token after decoding.
    public static let longest = 4096

    /// The token to be sent back as plain text, or nil when the query holds no `validationToken`.
    /// - Parameter query: as it stands in the request line, still encoded, without the question mark.
    /// - Throws: `.malformed` when the token comes twice, is empty, too long, badly encoded or not printable.
    public static func answer(query: String) throws(Refusal) -> String? {
        var found: Substring?
        for field in query.split(separator: "&") {
            let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = parts.first.flatMap({ decoded($0) }), name == "validationToken" else { continue }
            guard found == nil else { throw Refusal(.malformed, "validationToken comes twice") }
            found = parts.count > 1 ? parts[1] : ""
        }
        guard let found else { return nil }
        guard let token = decoded(found), !token.isEmpty, token.utf8.count <= longest,
            token.unicodeScalars.allSatisfy(isPrintable)
        else { throw Refusal(.malformed, "validationToken is empty, too long, or not printable") }
        return token
    }

    /// By the rules of forms: `+` is a blank, `%` and two hexadecimal digits are a byte of UTF-8. Nil when broken.
    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(Hexadecimal.value(of:)),
                    let low = rest.popFirst().flatMap(Hexadecimal.value(of:))
                else { return nil }
                bytes.append(high << 4 | low)
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: false
        default: true
        }
    }
}
