import Foundation
import Settings

extension GoogleSettings {
    /// With any other status Google takes the message for lost and never sends it again (contracts/google.md).
    private static let taken = [200, 201, 202, 204]

    /// nil when something is wrong, which the reader has recorded then.
    init?(from reader: SettingsReader) {
        let customer = Self.customer(of: reader)
        let key = Self.key(of: reader)
        let admin = Self.delegatedAdmin(of: reader)
        let apiURL = reader.url("apiURL", default: "https://admin.googleapis.com")
        let tokens = reader.secrets("channelToken")
        let subscriptions = reader.subscriptions()
        let rate = reader.requestsPerSecond(default: 20)
        let success = reader.success(default: 200)
        let network = reader.network()
        if let success, !Self.taken.contains(success) {
            reader.problem(
                "'success' must be 200, 201, 202 or 204: Google never repeats what is answered otherwise",
                key: "success")
            return nil
        }
        guard let customer, let key, let admin, let apiURL, let tokens, let subscriptions, let rate, let success,
            let network
        else { return nil }
        self.init(
            customer: customer, serviceAccountKey: key.key, tokenURL: key.url, delegatedAdmin: admin, apiURL: apiURL,
            channelToken: tokens, subscriptions: subscriptions, requestsPerSecond: rate, network: network,
            success: success)
    }

    private static func customer(of reader: SettingsReader) -> String? {
        guard let text = reader.text("customer", default: "my_customer") else { return nil }
        guard text.wholeMatch(of: /[A-Za-z0-9_-]{1,64}/) != nil else {
            reader.problem(
                "'customer' must be my_customer or a customer's id such as C01abc234", key: "customer")
            return nil
        }
        return text
    }

    private static func delegatedAdmin(of reader: SettingsReader) -> String? {
        guard let text = reader.text("delegatedAdmin") else { return nil }
        guard text.wholeMatch(of: /[^@\s]+@[^@\s]+/) != nil else {
            reader.problem(
                "'delegatedAdmin' must be the mail address of an administrator", key: "delegatedAdmin",
                remedy: "name one who may read users: the service account reads on that person's behalf")
            return nil
        }
        return text
    }

    private static func key(of reader: SettingsReader) -> (key: ServiceAccountKey, url: URL)? {
        let name = "serviceAccountKey"
        guard let secrets = reader.secrets(name) else { return nil }
        var keys: [(key: ServiceAccountKey, url: URL)] = []
        for secret in secrets {
            do throws(ServiceAccountKeyError) {
                let key = try ServiceAccountKey(json: secret.bytes)
                guard let url = reader.url(key.tokenURI, saidBy: name, as: "token_uri") else { return nil }
                keys.append((key, url))
            } catch {
                reader.problem(
                    "'\(name)' \(error)", key: name,
                    remedy: "name the JSON file that Google Cloud gave out for a key of the service account")
                return nil
            }
        }
        return keys.first
    }
}
