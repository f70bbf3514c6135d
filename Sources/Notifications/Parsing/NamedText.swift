/// What may stand as an id or name in a mark: the text comes from outside, and ends in URLs, tables and logs.
enum NamedText {
    /// Ids and names of real users stay far below: an address has at most 254 characters (RFC 5321).
    static let longest = 256

    /// At most 256 Unicode scalars, no control characters or line separators, not blank, and no path of dots, which
    /// many servers would resolve.
    static func isUsable(_ text: String) -> Bool {
        let scalars = text.unicodeScalars
        guard scalars.count <= longest, text != ".", text != ".." else { return false }
        return scalars.contains { !$0.properties.isWhitespace } && scalars.allSatisfy(isHarmless)
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value >= 0x20 && scalar.value != 0x7F }
        return switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .unassigned, .surrogate: false
        default: true
        }
    }
}
