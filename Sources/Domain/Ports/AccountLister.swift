/// A target whose accounts cannot be searched by mail address: they are listed into an index, and found there.
public protocol AccountLister: Sendable {
    /// Which index the accounts belong to.
    var index: AccountIndex { get }

    /// One page of all accounts, inactive ones included; an account may come twice.
    ///
    /// - Parameter cursor: What the page before gave as `next`; nil: the first page. Good in another process, too.
    func page(after cursor: String?) async throws(TargetError) -> AccountPage

    /// The mail address that the account has now; nil: none.
    /// - Throws: `.notFound` when the account is gone.
    func mailAddress(of account: TargetUser) async throws(TargetError) -> String?

    /// Proves, for `check --online`, that accounts and mail addresses can be read.
    func examine() async -> [Probe]
}

/// The index of one target's accounts.
public struct AccountIndex: Sendable, Hashable {
    /// The target's name in the configuration.
    public let target: String
    /// What was listed, in the target's own words; what was listed at another place is worth nothing.
    public let place: String

    public init(target: String, place: String) {
        self.target = target
        self.place = place
    }
}

/// A page of a listing of accounts.
public struct AccountPage: Sendable, Hashable {
    /// An account whose page brought no `email` is asked for it, unless this listing knows it already.
    public let accounts: [TargetUser]
    /// nil: this was the last page, and the listing is complete.
    public let next: String?

    public init(accounts: [TargetUser], next: String?) {
        self.accounts = accounts
        self.next = next
    }
}
