public import Domain
public import Foundation
public import Settings

/// What the configuration says about a target of the type `jira`.
public struct JiraSettings: TargetSettings, Hashable {
    /// How user properties are read and written (contracts/jira.md).
    public enum Method: Sendable, Hashable {
        /// Plain Jira's administration pages, as an administrator.
        case adminPages(username: String, password: Secret)
        /// One script of ours at the customer's Jira, with a personal access token. `path` begins with a slash.
        case companion(token: Secret, path: String)
    }

    /// The value of `type:`.
    public static let type = "jira"
    public static let schema = AdapterSchema(type: type) { reader, _ in JiraSettings(from: reader) }
    public static let companionPath = "/rest/scriptrunner/latest/custom/rollcallProfile"

    /// With the context path, if there is one; no slash at its end.
    public let baseURL: URL
    public let method: Method
    /// Whose members count as everybody where the version has no listing of all users.
    public let listGroup: String
    public let requestsPerSecond: Int
    public let network: NetworkSettings

    public init(
        baseURL: URL, method: Method, listGroup: String = "jira-software-users", requestsPerSecond: Int = 20,
        network: NetworkSettings = NetworkSettings()
    ) {
        self.baseURL = baseURL
        self.method = method
        self.listGroup = listGroup
        self.requestsPerSecond = requestsPerSecond
        self.network = network
    }

    /// The secret that is sent: a refusal holds until it changes.
    public var credential: Secret {
        switch method {
        case .adminPages(_, let password): password
        case .companion(let token, _): token
        }
    }

    public func objection(toMapping attribute: TargetAttribute) -> String? { rules.objection(toName: attribute) }

    var rules: UserPropertyRules {
        switch method {
        case .adminPages: .adminPages
        case .companion: .companion
        }
    }
}
