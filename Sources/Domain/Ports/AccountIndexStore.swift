public import Foundation

/// The accounts of targets that cannot be searched by mail address, as they were listed last; kept across crashes.
///
/// One process lists an index at a time, under a lease; one that ran out still holds until somebody else takes over.
/// What the listing before found can be found until the next one is complete.
public protocol AccountIndexStore: Sendable {
    /// How far the index is; nil: nothing was ever listed at its place.
    func status(of index: AccountIndex) async throws(StoreError) -> AccountIndexStatus?

    /// The keys of accounts that had this mail address when they were listed, compared without case; at most `limit`.
    /// Nil: no listing was ever complete, so that nothing can be told.
    func accounts(of index: AccountIndex, email: String, limit: Int) async throws(StoreError) -> [String]?

    /// Begins a listing, or goes on with one that was cut off, leased to `owner`. Nil: another process is at it.
    func beginListing(
        of index: AccountIndex, owner: String, lease: Duration, at time: Date
    ) async throws(StoreError) -> AccountListing?

    /// Those of `keys` that the present listing has stored already.
    func listed(_ keys: [String], of index: AccountIndex) async throws(StoreError) -> Set<String>

    /// Stores accounts and where the listing goes on, and prolongs the lease, in one commit. False: the lease was lost.
    /// - Parameter cursor: nil leaves it where it is.
    func save(
        _ accounts: [ListedAccount], cursor: String?, of index: AccountIndex, owner: String, lease: Duration,
        at time: Date
    ) async throws(StoreError) -> Bool

    /// Forgets at most `limit` accounts that the listing did not find; when none is left, the listing is complete.
    func endListing(
        of index: AccountIndex, owner: String, limit: Int, at time: Date
    ) async throws(StoreError) -> ListingEnd

    /// Gives the lease back: whoever comes next goes on where the listing is.
    func releaseListing(of index: AccountIndex, owner: String) async throws(StoreError)

    /// Puts right what a live read showed to be otherwise than it was listed. An account that is not in the index
    /// stays out of it.
    func correct(_ account: ListedAccount, of index: AccountIndex) async throws(StoreError)
}

/// How far an index is.
public struct AccountIndexStatus: Sendable, Hashable {
    /// When a listing was complete last; nil: never, and nobody can be found.
    public let completedAt: Date?
    /// A listing was begun and is not complete.
    public let isListing: Bool
    /// Accounts that the present or last listing has stored.
    public let listed: Int

    public init(completedAt: Date?, isListing: Bool, listed: Int) {
        self.completedAt = completedAt
        self.isListing = isListing
        self.listed = listed
    }
}

/// A listing that was begun or taken over.
public struct AccountListing: Sendable, Hashable {
    /// Where it goes on; nil: from the start.
    public let cursor: String?
    /// Accounts that it has stored so far.
    public let listed: Int

    public init(cursor: String?, listed: Int) {
        self.cursor = cursor
        self.listed = listed
    }
}

/// An account as a listing found it.
public struct ListedAccount: Sendable, Hashable {
    public enum Mail: Sendable, Hashable {
        case address(String)
        case none
        /// It could not be read: what an earlier listing found stays.
        case unread
    }
    public let key: String
    public let mail: Mail

    public init(key: String, mail: Mail) {
        self.key = key
        self.mail = mail
    }
}

public enum ListingEnd: Sendable, Hashable {
    case complete
    /// More is to be forgotten.
    case goesOn
    /// The lease was lost.
    case lost
}
