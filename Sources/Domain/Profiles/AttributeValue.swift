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
}
