import Adapters
import Domain
import Foundation
import OpenSSL
import Settings

/// Digests of what each connector and target signs in with: a refused password is not tried again until it differs,
/// and the store must not tell what it was.
enum CredentialDigests {
    /// Slow on purpose: a stolen store must not help in guessing a password.
    private static let iterations = 100_000

    static func make(_ configuration: Configuration, salt: String) throws -> [Lane: String] {
        var digests: [Lane: String] = [:]
        for connector in configuration.connectors {
            guard let entra = connector.settings as? EntraSettings else { continue }
            digests[Lane(.connector, connector.name)] = try digest(
                [entra.tenantID, entra.clientID, entra.clientSecret.reveal()], salt: salt)
        }
        for target in configuration.targets {
            guard let jira = target.settings as? JiraSettings else { continue }
            digests[Lane(.target, target.name)] = try digest(
                [jira.baseURL.absoluteString, jira.credential.reveal()], salt: salt)
        }
        return digests
    }

    /// A digest of one secret, for the record of what a subscription was made with.
    static func digest(_ parts: [String], salt: String) throws(OpenSSLError) -> String {
        let text = parts.map { "\($0.utf8.count):\($0)" }.joined()
        let bytes = try PasswordDigest.pbkdf2(
            Data(text.utf8), salt: Data(salt.utf8), iterations: iterations, length: 32)
        return bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
