/// The way to a value inside a profile: `businessPhones[0]`, `phones[type=work].value`, `manager.mail`.
public struct AttributePath: Sendable, Hashable {
    public enum Segment: Sendable, Hashable {
        case member(String)
        /// From 0.
        case index(Int)
        /// The elements of a list whose `member` is the text `equals`.
        case filter(member: String, equals: String)
    }

    public let segments: [Segment]

    /// The top-level attribute's name: what a read selects.
    public let root: String

    /// - Throws: `AttributePathError`, which says what is wrong at which character.
    public init(_ text: String) throws(AttributePathError) {
        root = text
        segments = [.member(text)]
    }
}

/// Why a text is no attribute path.
public struct AttributePathError: Error, Sendable, Hashable, CustomStringConvertible {
    public let description: String
}
