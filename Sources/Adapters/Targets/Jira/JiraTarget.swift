public import Domain
import Foundation

/// Jira Data Center as a target: users found by REST, user properties read and written by the configured method.
///
/// All workers share one: it holds the one session. A refused password or token, and a CAPTCHA, lock it: every call
/// then throws that error without asking Jira, until `probe()` or `examine()` makes one more attempt.
public struct JiraTarget: ProfileTarget {
    public let name: String
    let kind = TargetAttribute.Kind.property
    let sender: any AuthenticatedSender
    let users: JiraUsers
    let method: any ProfileMethod
    private let rules: UserPropertyRules

    /// - Parameters:
    ///   - transport: Limited to `settings.requestsPerSecond`, for pages and REST together.
    ///   - signInAllowed: Asked before each sign-in that `probe()` or `examine()` did not ask for; false while the
    ///     credentials count as refused, for all processes on the store.
    public init(
        name: String, settings: JiraSettings, transport: any HTTPTransport, time: any TimeSource = SystemTime(),
        signInAllowed: @escaping @Sendable () async -> Bool = { true }
    ) throws(TargetError) {
        let channel = try TargetChannel(
            target: name, product: .jira, baseURL: settings.connection.baseURL, transport: transport, time: time)
        self.name = name
        rules = settings.rules
        switch settings.connection.method {
        case .adminPages(let username, let password):
            let product = JiraAdministration(username: username, password: password)
            let session = AdminSession(channel: channel, product: product, isSignInAllowed: signInAllowed)
            let sender = SessionSender(session: session, tokenPage: UserPropertyPages.list(of: username))
            self.sender = sender
            users = JiraUsers(sender: sender)
            method = UserPropertyPages(sender: sender, users: users)
        case .companion(let token, let path):
            sender = TokenSender(channel: channel, token: token, isSignInAllowed: signInAllowed)
            users = JiraUsers(sender: sender)
            method = CompanionMethod(sender: sender, path: path)
        }
    }

    public func users(matching match: TargetMatch) async throws(TargetError) -> [TargetUser] {
        try await users.users(matching: match)
    }

    public func user(key: String) async throws(TargetError) -> TargetUser? { try await users.user(key: key) }

    public func objection(to value: String?, for attribute: TargetAttribute) -> String? {
        rules.objection(toName: attribute) ?? rules.objection(toValue: value)
    }

    func ownAccount() async throws(TargetError) -> TargetUser {
        let answer = try await sender.send(JiraAccount.own).answer
        guard answer.status == 200 else { throw answer.failure() }
        let own = try answer.decoded(as: JiraAccount.Own.self)
        return TargetUser(key: own.key ?? own.name, name: own.name)
    }
}
