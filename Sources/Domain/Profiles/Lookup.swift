/// What a profile says at a path.
public enum Lookup: Sendable, Hashable {
    /// The IdP does not know this attribute, or does not let us read it; the name goes as far as it is unknown.
    case unknown(String)
    /// `null`, nothing, blanks alone, or a list of nothing else.
    case empty
    /// A text, a number as it was written, `true` or `false`.
    case text(String)
    /// At least one, none of them empty.
    case list([String])
    /// An object, or a list with one in it: nothing that could be written.
    case structure
}
