import Foundation
import Settings

extension JiraSettings {
    private enum MethodName: String, CaseIterable {
        case adminPages = "admin-pages"
        case companion
    }

    /// nil when something is wrong, which the reader has recorded then.
    init?(from reader: SettingsReader) {
        let baseURL = reader.url("baseURL")
        let listGroup = reader.text("listGroup", default: "jira-software-users")
        let rate = reader.integer("requestsPerSecond", default: 20, in: 1...1000)
        let network = reader.network()
        let method: Method? =
            switch reader.choice("method", default: MethodName.adminPages) {
            case .adminPages: Self.adminPages(of: reader)
            case .companion: Self.companion(of: reader)
            case nil: Self.undecided(reader)
            }
        guard let baseURL, let method, let listGroup, let rate, let network else { return nil }
        self.init(
            baseURL: baseURL, method: method, listGroup: listGroup, requestsPerSecond: rate, network: network)
    }

    private static func adminPages(of reader: SettingsReader) -> Method? {
        let username = reader.text("username")
        let password = reader.secrets("password")?.first
        refuse(
            ["token", "companionPath"], of: reader,
            "belongs to method: companion; the administration pages take no personal access token")
        guard let username, let password else { return nil }
        return .adminPages(username: username, password: password)
    }

    private static func companion(of reader: SettingsReader) -> Method? {
        let token = reader.secrets("token")?.first
        let path = reader.text("companionPath", default: companionPath)
        refuse(["username", "password"], of: reader, "belongs to method: admin-pages; companion takes token")
        guard let token, let path else { return nil }
        guard path.wholeMatch(of: #/(/[A-Za-z0-9._~!$'()*+,;=:@%-]+)+/#) != nil, !path.contains("/..") else {
            reader.problem(
                "'companionPath' must be a path below baseURL such as \(companionPath), without a query",
                key: "companionPath")
            return nil
        }
        return .companion(token: token, path: path)
    }

    private static func undecided(_ reader: SettingsReader) -> Method? {
        reader.declare("username", "password", "token", "companionPath")
        return nil
    }

    private static func refuse(_ keys: [String], of reader: SettingsReader, _ words: String) {
        for key in keys {
            reader.declare(key)
            if reader.has(key) { reader.problem("'\(key)' \(words)", key: key) }
        }
    }
}
