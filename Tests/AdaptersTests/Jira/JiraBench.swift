import Adapters
import Domain
import Foundation
import Settings
import Synchronization
import TestSupport
import Testing

/// A target pointed at an imitation of Jira over real HTTP.
struct JiraBench: Sendable {
    enum Method: String, CaseIterable, Sendable { case adminPages, companion }

    let jira: ImitationJira
    let target: JiraTarget

    func apply(_ changes: [TargetChange], to user: TargetUser) async throws -> [TargetAttribute: AttributeResult] {
        try await target.apply(changes, to: user)
    }

    func values(
        of user: TargetUser, attributes: Set<TargetAttribute>
    ) async throws -> [TargetAttribute: String] {
        try await target.values(of: user, attributes: attributes)
    }

    func user(key: String) async throws -> TargetUser? { try await target.user(key: key) }

    func users(_ attribute: MatchRule.Target, _ value: String, caseSensitive: Bool = false) async throws -> [TargetUser]
    {
        try await target.users(matching: TargetMatch(attribute, value, caseSensitive: caseSensitive))
    }

    static func with(
        _ jira: ImitationJira, method: Method = .adminPages, password: String = ImitationJira.password,
        token: String = ImitationJira.bearer, username: String = ImitationJira.username,
        signInAllowed: @escaping @Sendable () async -> Bool = { true },
        limits: HTTPClientTransport.Limits = .init(),
        _ body: @escaping @Sendable (JiraBench) async throws -> Void
    ) async throws {
        try await LoopbackServer.with({ try await jira.answer($0) }) { url in
            jira.state.withLock { $0.address = url.absoluteString }
            let base = url.appending(path: jira.traits.withLock { $0.context })
            try await HTTPClientTransport.with(limits: limits, userAgent: "Rollcall/test") { transport in
                let settings = JiraSettings(
                    TargetConnectionSettings(
                        baseURL: base,
                        method: method == .adminPages
                            ? .adminPages(username: username, password: Secret(password))
                            : .companion(token: Secret(token), path: TargetMethod.companionPath),
                        listGroup: "everybody"))
                let target = try JiraTarget(
                    name: "jira", settings: settings, transport: transport, signInAllowed: signInAllowed)
                try await body(JiraBench(jira: jira, target: target))
            }
        }
    }
}

extension ImitationJira.Person {
    static let ada = Self(key: "JIRAUSER10101", name: "ada", email: "ada@example.com", displayName: "Ada Lovelace")
    static let grace = Self(
        key: "JIRAUSER10102", name: "grace", email: "grace@example.com", displayName: "Grace Hopper")

    var user: TargetUser { TargetUser(key: key, name: name, email: email, active: active) }

    func holding(_ properties: [String: String]) -> Self {
        var person = self
        person.properties = properties
        return person
    }
}

extension TargetAttribute {
    static let department = TargetAttribute(.property, "Department")
    static let location = TargetAttribute(.property, "Location")
    static let manager = TargetAttribute(.property, "Manager")
}

extension TargetChange {
    static func set(_ attribute: TargetAttribute, _ value: String?, from old: String? = nil) -> TargetChange {
        TargetChange(attribute, old: old, new: value)
    }
}

/// The code of the error that `body` throws; nil when it throws none.
func code(of body: () async throws -> Void) async -> TargetError.Code? {
    do {
        try await body()
        return nil
    } catch {
        return (error as? TargetError)?.code
    }
}

/// `#expect` with `==`, outside of whose expansion `found` may throw.
func expectSame<Value: Equatable>(
    _ found: Value, _ wanted: Value, sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(found == wanted, sourceLocation: sourceLocation)
}
