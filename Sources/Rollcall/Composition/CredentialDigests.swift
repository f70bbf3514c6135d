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
        try configuration.lanes.mapValues { try digest($0.credentials, salt: salt) }
    }

    static func digest(_ parts: [String], salt: String) throws(OpenSSLError) -> String {
        let text = parts.map { "\($0.utf8.count):\($0)" }.joined()
        let bytes = try PasswordDigest.pbkdf2(
            Data(text.utf8), salt: Data(salt.utf8), iterations: iterations, length: 32)
        return bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}

extension Configuration {
    /// Everything that is reached by HTTP.
    var lanes: [Lane: any OutsideSettings] {
        var lanes: [Lane: any OutsideSettings] = [:]
        for connector in connectors {
            if let settings = connector.settings as? any DirectorySettings {
                lanes[Lane(.connector, connector.name)] = settings
            }
        }
        for target in targets {
            if let settings = target.settings as? any WritableTargetSettings {
                lanes[Lane(.target, target.name)] = settings
            }
        }
        return lanes
    }
}
