import Domain
import Foundation
import GRDB

/// Accounts by their mail address, and the listings that find them.
struct AccountIndexTable {
    struct State {
        let listing: Int64
        let isListing: Bool
        let cursor: String?
        let completedAt: Date?
        let owner: String?
        let leasedUntil: Date?
    }

    static let byEmail = "SELECT key FROM indexedAccount WHERE target = ? AND email = ? ORDER BY key LIMIT ?"
    static let notListed = """
        DELETE FROM indexedAccount WHERE (target, key) IN (
            SELECT target, key FROM indexedAccount WHERE target = ? AND listing < ? LIMIT ?)
        """
    static let countListed = "SELECT count(*) FROM indexedAccount WHERE target = ? AND listing = ?"

    let db: Database

    /// nil: nothing was listed at this place.
    func state(of index: AccountIndex) throws -> State? {
        try db.row(
            """
            SELECT listing, isListing, cursor, completedAt, owner, leasedUntil
            FROM accountIndex WHERE target = ? AND place = ?
            """, [index.target, index.place]
        ).map { row in
            State(
                listing: row[0], isListing: row[1], cursor: row[2], completedAt: (row[3] as Moment?)?.date,
                owner: row[4], leasedUntil: (row[5] as Moment?)?.date)
        }
    }

    /// The state while `owner` lists; nil: somebody else took over, or the listing ended.
    func held(_ index: AccountIndex, by owner: String) throws -> State? {
        guard let state = try state(of: index), state.isListing, state.owner == owner else { return nil }
        return state
    }

    func listed(_ index: AccountIndex, _ state: State) throws -> Int {
        try db.row(Self.countListed, [index.target, state.listing])?[0] ?? 0
    }

    /// Begins the next listing. What was listed at another place is forgotten when it ends, and not found any more.
    func begin(_ index: AccountIndex) throws {
        try db.run(
            """
            INSERT INTO accountIndex (target, place, listing, isListing) VALUES (?, ?, 1, 1)
            ON CONFLICT DO UPDATE SET place = excluded.place, listing = listing + 1, isListing = 1, cursor = NULL,
                completedAt = iif(place = excluded.place, completedAt, NULL)
            """, [index.target, index.place])
    }

    func lease(_ index: AccountIndex, to owner: String, until end: Date) throws {
        try db.run(
            "UPDATE accountIndex SET owner = ?, leasedUntil = ? WHERE target = ?", [owner, Moment(end), index.target])
    }

    func release(_ index: AccountIndex, by owner: String) throws {
        try db.run(
            "UPDATE accountIndex SET owner = NULL, leasedUntil = NULL WHERE target = ? AND owner = ?",
            [index.target, owner])
    }

    func move(_ index: AccountIndex, to cursor: String) throws {
        try db.run("UPDATE accountIndex SET cursor = ? WHERE target = ?", [cursor, index.target])
    }

    func complete(_ index: AccountIndex, at time: Date) throws {
        try db.run(
            """
            UPDATE accountIndex SET isListing = 0, cursor = NULL, completedAt = ?, owner = NULL, leasedUntil = NULL
            WHERE target = ?
            """, [Moment(time), index.target])
    }

    func save(_ account: ListedAccount, of index: AccountIndex, listing: Int64) throws {
        let (email, keeps) = account.columns
        try db.run(
            """
            INSERT INTO indexedAccount (target, key, email, listing) VALUES (?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET listing = excluded.listing, email = iif(?, email, excluded.email)
            """, [index.target, account.key, email, listing, keeps])
    }

    func correct(_ account: ListedAccount, of index: AccountIndex) throws {
        let (email, keeps) = account.columns
        guard !keeps else { return }
        try db.run(
            "UPDATE indexedAccount SET email = ? WHERE target = ? AND key = ? AND email IS NOT ?",
            [email, index.target, account.key, email])
    }

    /// No lease reaches further than `end`.
    func shortenLeases(to end: Date) throws {
        try db.run("UPDATE accountIndex SET leasedUntil = ? WHERE leasedUntil > ?", [Moment(end), Moment(end)])
    }

    func forget(key: String) throws { try db.run("DELETE FROM indexedAccount WHERE key = ?", [key]) }
}

extension ListedAccount {
    /// The column `email`, and whether what stands there is to stay.
    fileprivate var columns: (email: String?, keeps: Bool) {
        switch mail {
        case .address(let address): (address.caseFolded, false)
        case .none: (nil, false)
        case .unread: (nil, true)
        }
    }
}
