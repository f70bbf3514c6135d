import Foundation
import OpenSSL
import Settings

extension OktaCredentials {
    private static let clientKeys = ["clientID", "keyID", "privateKey"]

    /// nil when something is wrong, which the reader has recorded then.
    init?(from reader: SettingsReader) {
        reader.declare("apiToken", "clientID", "keyID", "privateKey")
        let ofClient = Self.clientKeys.filter(reader.has)
        guard ofClient.isEmpty else {
            guard let client = Self.client(of: reader) else { return nil }
            if reader.has("apiToken") {
                reader.problem(
                    "'apiToken' stands beside '\(ofClient[0])': one of the two ways to sign in is allowed",
                    key: "apiToken")
                return nil
            }
            self = client
            return
        }
        guard reader.has("apiToken") else {
            reader.problem(
                "'apiToken' is missing in \(reader.path)", remedy: "set it, or clientID, keyID and privateKey")
            return nil
        }
        guard let token = Self.apiToken(of: reader) else { return nil }
        self = .apiToken(token)
    }

    private static func apiToken(of reader: SettingsReader) -> Secret? {
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

    private static func client(of reader: SettingsReader) -> OktaCredentials? {
        let id = identifier("clientID", of: reader)
        let keyID = identifier("keyID", of: reader)
        let privateKey = reader.secrets("privateKey")?.first
        guard let id, let keyID, let privateKey else { return nil }
        guard let key = try? PrivateKey(pem: privateKey.reveal()), OktaSignIn.algorithm(of: key) != nil else {
            reader.problem(
                "'privateKey' is no private key of the kinds RSA and P-256, without a passphrase", key: "privateKey",
                remedy: "save the service app's key as PEM: -----BEGIN PRIVATE KEY-----")
            return nil
        }
        return .client(id: id, keyID: keyID, privateKey: privateKey)
    }

    /// Printable ASCII without blanks: what goes into a form and a signed token.
    private static func identifier(_ key: String, of reader: SettingsReader) -> String? {
        guard let text = reader.text(key) else { return nil }
        guard text.count <= 256, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            reader.problem("'\(key)' must be an id as Okta shows it", key: key)
            return nil
        }
        return text
    }
}
