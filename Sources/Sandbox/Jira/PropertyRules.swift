/// What the administration's forms accept (contracts/jira.md, Rules).
enum PropertyRules {
    struct Refusal: Error {
        /// The form's field: `key` or `value`.
        let field: String
        let message: String
    }
    /// UTF-16 units.
    static let longestKey = 200
    static let longestValue = 250

    static func checkNew(key: String, existing: [String: String]) throws(Refusal) {
        guard !isBlank(key) else { throw Refusal(field: "key", message: "The 'key' cannot be empty.") }
        guard key.unicodeScalars.allSatisfy(isPlain) else {
            throw Refusal(field: "key", message: "The 'key' can only contain alphanumeric characters and spaces.")
        }
        guard key.utf16.count <= longestKey else {
            throw Refusal(field: "key", message: "The 'key' cannot be longer than \(longestKey) characters.")
        }
        guard existing[key] == nil else {
            throw Refusal(field: "key", message: "The 'key' already exists for this user.")
        }
    }

    static func check(value: String) throws(Refusal) {
        guard !isBlank(value) else { throw Refusal(field: "value", message: "The 'value' cannot be empty.") }
        guard value.utf16.count <= longestValue else {
            throw Refusal(field: "value", message: "The 'value' cannot be longer than \(longestValue) characters.")
        }
    }

    private static func isBlank(_ text: String) -> Bool { text.allSatisfy(\.isWhitespace) }

    /// `[a-zA-Z0-9\s]` as Java reads it: ASCII only.
    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", " ", "\t", "\n", "\u{0B}", "\u{0C}", "\r": true
        default: false
        }
    }
}
