public import Domain
import Foundation

/// Confluence Data Center as a target: users found by REST, by mail address in an index, the six profile fields read
/// and written by the configured method.
///
/// All workers share one: it holds the one session. A refused password or token, and a CAPTCHA, lock it: every call
/// then throws that error without asking Confluence, until `probe()` or `examine()` makes one more attempt.
public struct ConfluenceTarget: TargetWriter {
    public let name: String
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
        let channel = TargetChannel(
            target: name, product: .confluence, baseURL: settings.baseURL, transport: transport, time: time)
        guard let channel else {
            throw TargetError(
                .refused, target: name, request: "baseURL", cause: "no http or https address",
                remedy: "correct baseURL in the configuration")
        }
        self.name = name
        let mail: MailAddresses
        switch settings.method {
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
        lister = ConfluenceLister(
            index: AccountIndex(target: name, place: "\(channel.baseURL.absoluteString) \(settings.listGroup)"),
            sender: sender, users: users, mail: mail, group: settings.listGroup)
        indexed = IndexedAccounts(store: index, lister: lister)
    }

    public func users(matching match: TargetMatch) async throws(TargetError) -> [TargetUser] {
        switch match.attribute {
        case .username: try await users.users(named: match)
        case .email: try await indexed.users(matching: match)
        }
    }

    public func user(key: String) async throws(TargetError) -> TargetUser? { try await users.user(key: key) }

    /// - Throws: `.notFound` when nobody has `user.name` any more: ask `user(key:)` for the present name.
    public func values(
        of user: TargetUser, attributes: Set<TargetAttribute>
    ) async throws(TargetError) -> [TargetAttribute: String] {
        let fields = try await method.values(of: user)
        var values: [TargetAttribute: String] = [:]
        for attribute in attributes where attribute.kind == .field {
            values[attribute] = fields[attribute.name].map { normalized($0, for: attribute) }
        }
        return values
    }

    public func normalized(_ value: String, for attribute: TargetAttribute) -> String {
        ProfileFields.normalized(value, of: attribute.name)
    }

    public func objection(to value: String?, for attribute: TargetAttribute) -> String? {
        ProfileFields.objection(toName: attribute) ?? ProfileFields.objection(toValue: value, of: attribute.name)
    }

    public func apply(
        _ changes: [TargetChange], to user: TargetUser
    ) async throws(TargetError) -> [TargetAttribute: AttributeResult] {
        let changes = changes.map { change in
            TargetChange(
                change.attribute, old: change.old, new: change.new.map { normalized($0, for: change.attribute) })
        }
        return try await method.apply(changes, to: user, objection: objection)
    }

    /// Asks who we are, and reads our own user by the method: pages or the script can fail while REST answers. Takes the
    /// lock back for this one attempt.
    public func probe() async throws(TargetError) {
        try await sender.attempting { () async throws(TargetError) in
            try await method.examine(try await users.ownAccount())
        }
    }
}
