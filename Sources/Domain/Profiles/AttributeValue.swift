/// A value of an IdP's profile: the shape of JSON, with numbers kept as they were written.
public enum AttributeValue: Sendable, Hashable {
    /// Present and without a value (`null`).
    case null
    case text(String)
    /// The number as the IdP wrote it: `42`, `1.50`.
    case number(String)
    case flag(Bool)
    case list([AttributeValue])
    case object([String: AttributeValue])

    /// The value in words: a text, a number as it was written, `true` or `false`; nil for all others.
    public var text: String? {
        switch self {
        case .text(let text), .number(let text): text
        case .flag(let flag): flag ? "true" : "false"
        case .null, .list, .object: nil
        }
    }

    /// `null`, no text, blanks alone, a list of nothing but such, or an object without members.
    public var isEmpty: Bool {
        switch self {
        case .null: true
        case .text(let text): text.isBlank
        case .number, .flag: false
        case .list(let elements): elements.allSatisfy(\.isEmpty)
        case .object(let members): members.isEmpty
        }
    }

    /// The member of an object; nil where there is none, or no object.
    public subscript(name: String) -> AttributeValue? {
        if case .object(let members) = self { members[name] } else { nil }
    }

    /// The element of a list, from 0; nil where there is none, or no list.
    public subscript(index: Int) -> AttributeValue? {
        if case .list(let elements) = self, elements.indices.contains(index) { elements[index] } else { nil }
    }
}

extension String {
    /// Empty, or nothing but Unicode's white space.
    var isBlank: Bool { unicodeScalars.allSatisfy(\.properties.isWhitespace) }
}
