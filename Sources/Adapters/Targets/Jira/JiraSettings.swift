public import Domain
public import Settings

/// What the configuration says about a target of the type `jira`.
public struct JiraSettings: TargetSettings, Hashable {
    /// The value of `type:`.
    public static let type = "jira"
    public static let schema = AdapterSchema(type: type) { reader, _ in
        TargetConnectionSettings(from: reader, listGroup: "jira-software-users").map(JiraSettings.init)
    }

    public let connection: TargetConnectionSettings

    public init(_ connection: TargetConnectionSettings) { self.connection = connection }

    public func objection(toMapping attribute: TargetAttribute) -> String? { rules.objection(toName: attribute) }

    var rules: UserPropertyRules {
        switch connection.method {
        case .adminPages: .adminPages
        case .companion: .companion
        }
    }
}
