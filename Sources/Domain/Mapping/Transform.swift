/// One step between a source's value and the target's.
public enum Transform: Sendable, Hashable {
    case trim, lowercase, uppercase
    /// The part before the first occurrence; the value as it is where there is none.
    case before(String)
    /// The part after the first occurrence; the value as it is where there is none.
    case after(String)
    /// Every match; `$1` in the replacement.
    case replace(Pattern, with: String)
    /// Without `fallback` an unlisted value stays as it is.
    case lookup([String: String], fallback: String?)
    case join(String)
    /// Characters.
    case truncate(Int)
    /// Unicode date patterns, en_US_POSIX, UTC.
    case date(from: String, to: String)
}
