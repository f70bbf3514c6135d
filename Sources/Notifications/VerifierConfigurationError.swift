/// Why a verifier cannot be built as configured; never holds a secret.
public struct VerifierConfigurationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The key of the configuration that is wrong: `secrets`, `hmac.composite`, `userID`.
    public let key: String
    /// What is wrong with it, and what would be right.
    public let message: String

    init(_ key: String, _ message: String) {
        self.key = key
        self.message = message
    }

    public var description: String { "\(key): \(message)" }
}
