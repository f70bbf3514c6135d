import Domain
import Foundation

extension UserReference {
    static let ada = UserReference(connector: "entra", id: "ada-id")
    static func number(_ number: Int) -> UserReference { UserReference(connector: "entra", id: "user-\(number)") }
}

extension TargetUser {
    static let ada = TargetUser(key: "JIRAUSER1", name: "ada", email: "ada@example.com")
    static func number(_ number: Int) -> TargetUser { TargetUser(key: "KEY\(number)", name: "user-\(number)") }
}

extension TargetAttribute {
    static let department = TargetAttribute(.property, "Department")
    static let city = TargetAttribute(.property, "City")
    static let other = TargetAttribute(.property, "Other")
}

extension Cause {
    static let news = Cause(.notification, id: "delivery-1")
    static let person = Cause(.manual, id: "grace")
}

extension Lane {
    static let entra = Lane(.connector, "entra")
    static let jira = Lane(.target, "jira")
}

extension RequestKey {
    static let ada = RequestKey(.ada, pipeline: "entra-jira")
}

extension Pipeline {
    static let entraJira = named("entra-jira")

    static func named(
        _ name: String, connector: String = "entra", target: String = "jira", mode: Mode = .live,
        scope: Scope = Scope(),
        onDisabled: Departure = .keep, onDeleted: Departure = .keep, onOutOfScope: Departure = .keep,
        whenEmpty: Mapping.WhenEmpty = .keep, mappings: [Mapping]? = nil
    ) -> Pipeline {
        Pipeline(
            name: name, connector: connector, target: target,
            match: MatchRule(source: .path("userPrincipalName"), transforms: [.before("@")], target: .username),
            scope: scope, mode: mode, onDisabled: onDisabled, onDeleted: onDeleted, onOutOfScope: onOutOfScope,
            mappings: mappings ?? [
                Mapping(target: .department, source: .from(.path("department")), whenEmpty: whenEmpty),
                Mapping(target: .city, source: .from(.path("city")), whenEmpty: whenEmpty),
            ])
    }
}

extension AttributePath {
    /// A path that is known to be one.
    static func path(_ text: String) -> AttributePath {
        do { return try AttributePath(text) } catch { preconditionFailure("'\(text)' is no path: \(error)") }
    }
}

extension Completion {
    var followUp: FollowUp? { if case .done(let followUp) = self { followUp } else { nil } }
    var isDeferred: Bool { if case .deferred = self { true } else { false } }
    var isRetry: Bool { if case .retry = self { true } else { false } }
    var isDead: Bool { if case .dead = self { true } else { false } }
}
