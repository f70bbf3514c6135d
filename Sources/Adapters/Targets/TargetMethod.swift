import Foundation
public import Settings

/// How profiles are read and written at a target (contracts/jira.md, contracts/confluence.md).
public enum TargetMethod: Sendable, Hashable {
    /// The plain product's administration pages, as an administrator.
    case adminPages(username: String, password: Secret)
    /// One script of ours at the customer's product, with a personal access token. `path` begins with a slash.
    case companion(token: Secret, path: String)

    /// Where the script is found, unless the configuration says otherwise.
    public static let companionPath = "/rest/scriptrunner/latest/custom/rollcallProfile"

    /// The secret that is sent: a refusal holds until it changes.
    public var credential: Secret {
        switch self {
        case .adminPages(_, let password): password
        case .companion(let token, _): token
        }
    }

    /// All that signing in at `baseURL` depends on.
    func credentials(at baseURL: URL) -> [String] {
        switch self {
        case .adminPages(let username, let password): [baseURL.absoluteString, username, password.reveal()]
        case .companion(let token, _): [baseURL.absoluteString, token.reveal()]
        }
    }
}

extension SettingsReader {
    private enum MethodName: String, CaseIterable {
        case adminPages = "admin-pages"
        case companion
    }

    /// `method` and the keys that belong to it; nil when something is wrong, which the reader has recorded then.
    func targetMethod() -> TargetMethod? {
        switch choice("method", default: MethodName.adminPages) {
        case .adminPages: return adminPages()
        case .companion: return companion()
        case nil:
            declare("username", "password", "token", "companionPath")
            return nil
        }
    }

    private func adminPages() -> TargetMethod? {
        let username = text("username")
        let password = secrets("password")?.first
        refuse(
            ["token", "companionPath"],
            "belongs to method: companion; the administration pages take no personal access token")
        guard let username, let password else { return nil }
        return .adminPages(username: username, password: password)
    }

    private func companion() -> TargetMethod? {
        let token = secrets("token")?.first
        let path = text("companionPath", default: TargetMethod.companionPath)
        refuse(["username", "password"], "belongs to method: admin-pages; companion takes token")
        guard let token, let path else { return nil }
        guard path.wholeMatch(of: #/(/[A-Za-z0-9._~!$'()*+,;=:@%-]+)+/#) != nil, !path.contains("/..") else {
            problem(
                "'companionPath' must be a path below baseURL such as \(TargetMethod.companionPath), without a query",
                key: "companionPath")
            return nil
        }
        return .companion(token: token, path: path)
    }

    private func refuse(_ keys: [String], _ words: String) {
        for key in keys {
            declare(key)
            if has(key) { problem("'\(key)' \(words)", key: key) }
        }
    }
}
