/// Why bytes are no JSON that Rollcall reads; never with what they hold.
public struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Code: Sendable, Hashable {
        /// Not JSON as RFC 8259 writes it, UTF-8 included.
        case malformed
        /// The bytes end inside a value.
        case cutOff
        /// Lists and objects inside each other beyond `AttributeValue.deepest`.
        case tooDeep
    }

    public let code: Code
    /// Where, counted from 0.
    public let byte: Int
    public let cause: String

    public var description: String { "no valid JSON: \(cause) at byte \(byte)" }
}
