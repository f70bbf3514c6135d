import Foundation

/// What a list of secrets must be before anything is accepted by it.
enum ConfiguredSecrets {
    static func usable(_ secrets: [Data]) throws(VerifierConfigurationError) -> [Data] {
        guard !secrets.isEmpty, secrets.allSatisfy({ !$0.isEmpty }) else {
            throw VerifierConfigurationError("secrets", "at least one secret is needed, and none may be empty")
        }
        return secrets
    }
}
