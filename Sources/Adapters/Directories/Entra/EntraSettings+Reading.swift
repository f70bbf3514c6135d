import Foundation
import Settings

extension EntraSettings {
    /// Graph's limit for `clientState` (contracts/microsoft-graph.md, Subscription).
    static let longestClientState = 128

    /// nil when something is wrong, which the reader has recorded then.
    init?(from reader: SettingsReader) {
        let tenantID = Self.identifier("tenantID", of: reader, "a tenant's id or domain")
        let clientID = Self.identifier("clientID", of: reader, "an application's id")
        let credential = Self.credential(of: reader)
        let graphURL = reader.url("graphURL", default: "https://graph.microsoft.com/v1.0")
        let authorityURL = reader.url("authorityURL", default: "https://login.microsoftonline.com")
        let clientState = Self.clientState(of: reader)
        let subscriptions = reader.subscriptions()
        let tokens = reader.choice("validationTokens", default: ValidationTokens.whenPresent)
        let rate = reader.requestsPerSecond(default: 20)
        let success = reader.success(default: 202)
        let network = reader.network()
        if tokens == .required {
            reader.problem(
                "validationTokens: required is not possible: this version does not judge the tokens yet",
                key: "validationTokens", remedy: "write whenPresent; clientState, tenant and subscription are checked")
        }
        guard let tenantID, let clientID, let credential, let graphURL, let authorityURL, let clientState,
            let subscriptions,
            let tokens, tokens != .required, let rate, let success, let network
        else { return nil }
        self.init(
            tenantID: tenantID, clientID: clientID, credential: credential, graphURL: graphURL,
            authorityURL: authorityURL,
            clientState: clientState, subscriptions: subscriptions, validationTokens: tokens, requestsPerSecond: rate,
            network: network, success: success)
    }

    /// Letters, digits, dots and hyphens: what goes into addresses and is compared with notifications.
    private static func identifier(_ key: String, of reader: SettingsReader, _ what: String) -> String? {
        guard let text = reader.text(key) else { return nil }
        guard text.wholeMatch(of: /[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?/) != nil else {
            reader.problem("'\(key)' must be \(what)", key: key)
            return nil
        }
        return text
    }

    private static func credential(of reader: SettingsReader) -> EntraCredential? {
        switch reader.exactlyOne(of: ["clientSecret", "clientCertificate"]) {
        case "clientSecret"?: return (reader.secrets("clientSecret")?.first).map(EntraCredential.secret)
        case "clientCertificate"?: return certificate(of: reader).map(EntraCredential.certificate)
        default: return nil
        }
    }

    private static func certificate(of reader: SettingsReader) -> ClientCertificate? {
        guard let section = reader.requiredSection("clientCertificate") else { return nil }
        let certificate = section.fileText("certificate"), key = section.fileText("privateKey")
        guard let certificate, let key else { return nil }
        do throws(ClientCertificateError) {
            return try ClientCertificate(certificate: certificate.reveal(), privateKey: key)
        } catch {
            section.problem("'\(section.path).\(error.key)' \(error.words)", key: error.key)
            return nil
        }
    }

    private static func clientState(of reader: SettingsReader) -> [Secret]? {
        guard let states = reader.secrets("clientState") else { return nil }
        guard states.allSatisfy({ $0.reveal().count <= longestClientState }) else {
            reader.problem(
                "'clientState' is longer than the \(longestClientState) characters that Graph takes",
                key: "clientState", remedy: "take a shorter random text")
            return nil
        }
        return states
    }
}
