import Domain

/// What names and values of user properties may be, by method (contracts/jira.md).
///
/// Lengths are UTF-16 units, as Java counts, but for the names that companion takes, which are characters.
enum UserPropertyRules: Sendable {
    case adminPages, companion

    static let longestValue = 250
    static let longestName = 200

    /// Why `attribute` cannot be written at all, in words.
    func objection(toName attribute: TargetAttribute) -> String? {
        let name = attribute.name
        guard attribute.kind == .property else {
            return "Jira has user properties, no profile fields: write property: in place of field:"
        }
        guard !name.isEmpty else { return "a user property needs a name" }
        switch self {
        case .companion:
            return name.count > Self.longestName
                ? "the name has \(name.count) characters, companion takes at most \(Self.longestName)" : nil
        case .adminPages:
            guard name.wholeMatch(of: /[a-zA-Z0-9 \t\n\u{0B}\f\r]*/) != nil else {
                return "the administration pages take only the letters A to Z, digits and blanks in a name"
                    + " (method: companion takes any)"
            }
            guard !Self.isBlank(name) else { return "the name is blank" }
            let length = name.utf16.count
            return length > Self.longestName
                ? "the name is \(length) UTF-16 units long, the administration pages take at most \(Self.longestName)"
                : nil
        }
    }

    /// Why `value` cannot be held, in words without the value; nil: it can, as can clearing.
    func objection(toValue value: String?) -> String? {
        guard let value else { return nil }
        let length = value.utf16.count
        guard length <= Self.longestValue else {
            return "the value is \(length) UTF-16 units long, a user property holds at most \(Self.longestValue)"
        }
        guard !value.isEmpty else { return "an empty value cannot be held, only cleared" }
        guard self == .adminPages else { return nil }
        if Self.isBlank(value) { return "the value is blank, which the administration pages refuse" }
        if value.unicodeScalars.contains(where: Self.isLostInPages) {
            return "the value has control characters, which no page can show"
        }
        return nil
    }

    private static func isBlank(_ text: String) -> Bool { text.allSatisfy(\.isWhitespace) }

    /// Such a value would make the user's whole page unreadable, or never read back as written.
    private static func isLostInPages(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D: false
        case 0..<0x20, 0x7F, 0xFFFE, 0xFFFF: true
        default: false
        }
    }
}
