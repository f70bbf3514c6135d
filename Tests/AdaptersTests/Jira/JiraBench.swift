import Adapters
import Domain
import Foundation
import Synchronization
import TestSupport

/// A target pointed at an imitation of Jira over real HTTP.
struct JiraBench: TargetBench {
    let jira: ImitationJira
    let target: JiraTarget

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
                        method: method.configured(username: username, password: password, token: token),
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
}

extension TargetAttribute {
    static let department = TargetAttribute(.property, "Department")
    static let location = TargetAttribute(.property, "Location")
    static let manager = TargetAttribute(.property, "Manager")
}
