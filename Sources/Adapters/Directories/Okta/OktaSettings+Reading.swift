import Foundation
import Settings

extension OktaSettings {
    /// nil when something is wrong, which the reader has recorded then.
    init?(from reader: SettingsReader) {
        let orgURL = Self.orgURL(of: reader)
        let token = Self.apiToken(of: reader)
        let hookSecret = Self.hookSecret(of: reader)
        let subscriptions = reader.subscriptions()
        let rate = reader.requestsPerSecond(default: 10)
        let success = reader.success(default: 200)
        let network = reader.network()
        guard let orgURL, let token, let hookSecret, let subscriptions, let rate, let success, let network else {
            return nil
        }
        self.init(
            orgURL: orgURL, apiToken: token, hookSecret: hookSecret, subscriptions: subscriptions,
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

    private static func apiToken(of reader: SettingsReader) -> Secret? {
        let others = ["clientID", "keyID", "privateKey"]
        reader.declare("clientID", "keyID", "privateKey")
        if let key = others.first(where: reader.has) {
            reader.declare("apiToken")
            reader.problem(
                "\(key) is not possible: this version signs in with an API token only", key: key,
                remedy: "write apiToken: { env: NAME } in place of clientID, keyID and privateKey")
            return nil
        }
        guard let token = reader.secrets("apiToken")?.first else { return nil }
        if token.reveal().lowercased().hasPrefix("ssws ") {
            reader.problem("'apiToken' is the token alone, without SSWS", key: "apiToken")
            return nil
        }
        guard token.bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            reader.problem(
                "'apiToken' holds what no API token holds: blanks or other letters than ASCII's", key: "apiToken")
            return nil
        }
        return token
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
