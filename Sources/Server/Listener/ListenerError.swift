/// Why a listener does not listen.
public struct ListenerError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Code: Sendable, Hashable {
        /// The address is taken, unknown or not permitted.
        case notBound
        /// The certificate or the private key cannot be read or do not fit together.
        case certificate
        /// Asked for its port after it had ended.
        case stopped
    }
    public let code: Code
    /// `hooks` or `console`.
    public let listener: String
    public let cause: String
    public let remedy: String?

    init(_ code: Code, listener: String, cause: String, remedy: String? = nil) {
        self.code = code
        self.listener = listener
        self.cause = cause
        self.remedy = remedy
    }

    public var description: String {
        ["listener '\(listener)'", cause, remedy].compactMap { $0 }.joined(separator: ": ")
    }
}
