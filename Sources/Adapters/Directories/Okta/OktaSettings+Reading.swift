import Foundation
import Settings

extension OktaSettings {
    /// nil when something is wrong, which the reader has recorded then.
    init?(from reader: SettingsReader) {
        let orgURL = Self.orgURL(of: reader)
        let signIn = OktaCredentials(from: reader)
        let hookSecret = Self.hookSecret(of: reader)
        let subscriptions = reader.subscriptions()
        let rate = reader.requestsPerSecond(default: 10)
        let success = reader.success(default: 200)
        let network = reader.network()
        guard let orgURL, let signIn, let hookSecret, let subscriptions, let rate, let success, let network else {
            return nil
        }
        self.init(
            orgURL: orgURL, signIn: signIn, hookSecret: hookSecret, subscriptions: subscriptions,
            requestsPerSecond: rate, network: network, success: success)
    }

    private static func orgURL(of reader: SettingsReader) -> URL? {
        guard let url = reader.url("orgURL") else { return nil }
        if url.path.lowercased().hasSuffix("/api/v1") {
            reader.problem("'orgURL' is the org's address without /api/v1", key: "orgURL")
            return nil
        }
        if let host = url.host()?.lowercased(), host.contains(/^[^.]+-admin\.okta(preview|-emea)?\.com$/) {
            reader.problem(
                "'orgURL' is the address of the Admin Console", key: "orgURL",
                remedy: "write the org's own address, without -admin")
            return nil
        }
        return url
    }

    /// What HTTP would bring otherwise than it was written could never be accepted.
    private static func hookSecret(of reader: SettingsReader) -> [Secret]? {
        guard let secrets = reader.secrets("hookSecret") else { return nil }
        let fit = secrets.allSatisfy { secret in
            secret.bytes.allSatisfy { (0x20...0x7E).contains($0) } && secret.bytes.first != 0x20
                && secret.bytes.last != 0x20
        }
        guard fit else {
            reader.problem(
                "'hookSecret' cannot be the value of a header: it holds other letters than ASCII's, or a blank at its edge",
                key: "hookSecret", remedy: "take a random text of letters and digits")
            return nil
        }
        return secrets
    }
}
