/// A regular expression of the configuration, bounded in length and in the time that a match may take.
public struct Pattern: Sendable, Hashable {
    public let source: String

    /// - Throws: `PatternError` when `source` is no regular expression or longer than 1,000 characters.
    public init(_ source: String) throws(PatternError) {
        self.source = source
    }
}

/// Why a text is no usable regular expression.
public struct PatternError: Error, Sendable, Hashable, CustomStringConvertible {
    public let description: String
}
