public import Domain
import Foundation

/// Jira Data Center as a target: users found by REST, user properties read and written by the configured method.
///
/// All workers share one: it holds the one session. A refused password or token, and a CAPTCHA, lock it: every call
/// then throws that error without asking Jira, until `probe()` or `examine()` makes one more attempt.
public struct JiraTarget: TargetWriter {
    public let name: String
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
        guard
            let channel = TargetChannel(
                target: name, product: .jira, baseURL: settings.baseURL, transport: transport, time: time)
        else {
            throw TargetError(
                .refused, target: name, request: "baseURL", cause: "no http or https address",
                remedy: "correct baseURL in the configuration")
        }
        self.name = name
        rules = settings.rules
        switch settings.method {
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

    /// - Throws: `.notFound` when nobody has `user.name` any more: ask `user(key:)` for the present name.
    public func values(
        of user: TargetUser, attributes: Set<TargetAttribute>
    ) async throws(TargetError) -> [TargetAttribute: String] {
        let properties = try await method.values(of: user)
        var values: [TargetAttribute: String] = [:]
        for attribute in attributes where attribute.kind == .property { values[attribute] = properties[attribute.name] }
        return values
    }

    public func objection(to value: String?, for attribute: TargetAttribute) -> String? {
        rules.objection(toName: attribute) ?? rules.objection(toValue: value)
    }

    public func apply(
        _ changes: [TargetChange], to user: TargetUser
    ) async throws(TargetError) -> [TargetAttribute: AttributeResult] {
        try await method.apply(changes, to: user, objection: objection)
    }

    /// Asks who we are, and reads our own user by the method: pages or the script can fail while REST answers. Takes the
    /// lock back for this one attempt.
    public func probe() async throws(TargetError) {
        try await sender.attempting { () async throws(TargetError) in
            try await method.examine(try await ownAccount())
        }
    }

    func ownAccount() async throws(TargetError) -> TargetUser {
        let answer = try await sender.send(JiraAccount.own).answer
        guard answer.status == 200 else { throw answer.failure() }
        let own = try answer.decoded(as: JiraAccount.Own.self)
        return TargetUser(key: own.key ?? own.name, name: own.name)
    }
}
