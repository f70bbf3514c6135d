public import Domain
import Foundation

/// Confluence Data Center as a target: users found by REST, by mail address in an index, the six profile fields read
/// and written by the configured method.
///
/// All workers share one: it holds the one session. A refused password or token, and a CAPTCHA, lock it: every call
/// then throws that error without asking Confluence, until `probe()` or `examine()` makes one more attempt.
public struct ConfluenceTarget: ProfileTarget {
    public let name: String
    let kind = TargetAttribute.Kind.field
    /// Fills the index of mail addresses.
    public let lister: ConfluenceLister
    let sender: any AuthenticatedSender
    let users: ConfluenceUsers
    let method: any ProfileMethod
    private let indexed: IndexedAccounts

    /// - Parameters:
    ///   - transport: Limited to `settings.requestsPerSecond`, for pages and REST together.
    ///   - index: Holds what `lister` listed.
    ///   - signInAllowed: Asked before each sign-in that `probe()` or `examine()` did not ask for; false while the
    ///     credentials count as refused, for all processes on the store.
    public init(
        name: String, settings: ConfluenceSettings, transport: any HTTPTransport, index: any AccountIndexStore,
        time: any TimeSource = SystemTime(), signInAllowed: @escaping @Sendable () async -> Bool = { true }
    ) throws(TargetError) {
        let channel = try TargetChannel(
            target: name, product: .confluence, baseURL: settings.connection.baseURL, transport: transport, time: time)
        self.name = name
        let mail: MailAddresses
        switch settings.connection.method {
        case .adminPages(let username, let password):
            let product = ConfluenceAdministration(username: username, password: password)
            let session = AdminSession(channel: channel, product: product, isSignInAllowed: signInAllowed)
            sender = SessionSender(session: session, tokenPage: EditUserPages.page(of: username))
            users = ConfluenceUsers(sender: sender)
            let pages = EditUserPages(sender: sender, users: users)
            method = pages
            mail = MailAddresses(sender: sender, pages: pages)
        case .companion(let token, let path):
            sender = TokenSender(channel: channel, token: token, isSignInAllowed: signInAllowed)
            users = ConfluenceUsers(sender: sender)
            method = CompanionMethod(sender: sender, path: path)
            mail = MailAddresses(sender: sender, pages: nil)
        }
        let group = settings.connection.listGroup
        lister = ConfluenceLister(
            index: AccountIndex(target: name, place: "\(channel.baseURL.absoluteString) \(group)"),
            sender: sender, users: users, mail: mail, group: group)
        indexed = IndexedAccounts(store: index, lister: lister)
    }

    public func users(matching match: TargetMatch) async throws(TargetError) -> [TargetUser] {
        switch match.attribute {
        case .username: try await users.users(named: match)
        case .email: try await indexed.users(matching: match)
        }
    }

    public func user(key: String) async throws(TargetError) -> TargetUser? { try await users.user(key: key) }

    public func normalized(_ value: String, for attribute: TargetAttribute) -> String {
        ProfileFields.normalized(value, of: attribute.name)
    }

    public func objection(to value: String?, for attribute: TargetAttribute) -> String? {
        ProfileFields.objection(toName: attribute) ?? ProfileFields.objection(toValue: value, of: attribute.name)
    }

    public func examine() async -> [Probe] { await examination { $0 } }

    func ownAccount() async throws(TargetError) -> TargetUser { try await users.ownAccount() }
}
