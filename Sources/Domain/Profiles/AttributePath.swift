/// The way to a value inside a profile: `businessPhones[0]`, `phones[type=work].value`, `manager.mail`.
///
/// `name` and then any number of `.name`, `[n]` and `[name=value]`. Names are written as the IdP names them, case
/// included; blanks inside a name are its own, and a name holds none of `. [ ] { } " =` and no control characters. The
/// value of a filter ends at `]`, unless it stands in double quotes.
public struct AttributePath: Sendable, Hashable {
    public enum Segment: Sendable, Hashable {
        case member(String)
        /// From 0.
        case index(Int)
        /// The elements of a list whose `member` is the text `equals`.
        case filter(member: String, equals: String)
    }

    /// The longest path, in characters.
    public static let longest = 256
    /// The most segments of a path.
    public static let mostSegments = 16

    public let segments: [Segment]

    /// The top-level attribute's name: what a read selects.
    public let root: String

    /// The path as it was written.
    public let text: String

    /// - Throws: `AttributePathError`, which says what is wrong at which character.
    public init(_ text: String) throws(AttributePathError) {
        var parser = AttributePathParser(text)
        let (root, others) = try parser.parse()
        self.root = root
        self.text = text
        segments = [.member(root)] + others
    }
}

extension AttributePath: CustomStringConvertible {
    public var description: String { text }
}

/// Why a text is no attribute path.
public struct AttributePathError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Counted from 1.
    public let character: Int
    public let reason: String

    public var description: String { "character \(character): \(reason)" }
}
