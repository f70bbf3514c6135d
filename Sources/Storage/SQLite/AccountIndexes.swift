public import Domain
public import Foundation
import GRDB

extension SQLiteStore {
    public func status(of index: AccountIndex) async throws(StoreError) -> AccountIndexStatus? {
        try await read { db in
            let table = AccountIndexTable(db: db)
            guard let state = try table.state(of: index) else { return nil }
            return AccountIndexStatus(
                completedAt: state.completedAt, isListing: state.isListing, listed: try table.listed(index, state))
        }
    }

    public func accounts(
        of index: AccountIndex, email: String, limit: Int
    ) async throws(StoreError) -> [String]? {
        try await read { db in
            guard try AccountIndexTable(db: db).state(of: index)?.completedAt != nil else { return nil }
            return try db.rows(AccountIndexTable.byEmail, [index.target, email.caseFolded, max(0, limit)])
                .map { $0[0] }
        }
    }

    public func beginListing(
        of index: AccountIndex, owner: String, lease: Duration, at time: Date
    ) async throws(StoreError) -> AccountListing? {
        let time = time.wholeMilliseconds
        return try await write { db in
            let table = AccountIndexTable(db: db)
            var state = try table.state(of: index)
            if let state, state.isListing, state.owner.map({ $0 != owner }) ?? false,
                state.leasedUntil.map({ $0 > time }) ?? false
            {
                return nil
            }
            if state?.isListing != true {
                try table.begin(index)
                state = try table.state(of: index)
            }
            guard let state else { throw StoreError(.corrupt, cause: "a listing that was begun is not there") }
            try table.lease(index, to: owner, until: time.after(lease))
            return AccountListing(cursor: state.cursor, listed: try table.listed(index, state))
        }
    }

    public func listed(_ keys: [String], of index: AccountIndex) async throws(StoreError) -> Set<String> {
        try await read { db in
            guard let state = try AccountIndexTable(db: db).state(of: index), state.isListing else { return [] }
            let found = try keys.filter { key in
                try db.row(
                    "SELECT 1 FROM indexedAccount WHERE target = ? AND key = ? AND listing = ?",
                    [index.target, key, state.listing]) != nil
            }
            return Set(found)
        }
    }

    public func save(
        _ accounts: [ListedAccount], cursor: String?, of index: AccountIndex, owner: String, lease: Duration,
        at time: Date
    ) async throws(StoreError) -> Bool {
        let end = time.after(lease)
        return try await write { db in
            let table = AccountIndexTable(db: db)
            guard let state = try table.held(index, by: owner) else { return false }
            for account in accounts { try table.save(account, of: index, listing: state.listing) }
            if let cursor { try table.move(index, to: cursor) }
            try table.lease(index, to: owner, until: end)
            return true
        }
    }

    public func endListing(
        of index: AccountIndex, owner: String, limit: Int, at time: Date
    ) async throws(StoreError) -> ListingEnd {
        let time = time.wholeMilliseconds
        return try await write { db in
            let table = AccountIndexTable(db: db)
            guard let state = try table.held(index, by: owner) else { return .lost }
            let limit = max(1, limit)
            try db.run(AccountIndexTable.notListed, [index.target, state.listing, limit])
            guard db.changesCount < limit else { return .goesOn }
            try table.complete(index, at: time)
            return .complete
        }
    }

    public func releaseListing(of index: AccountIndex, owner: String) async throws(StoreError) {
        try await write { db in try AccountIndexTable(db: db).release(index, by: owner) }
    }

    public func correct(_ account: ListedAccount, of index: AccountIndex) async throws(StoreError) {
        try await write { db in
            let table = AccountIndexTable(db: db)
            if try table.state(of: index) != nil { try table.correct(account, of: index) }
        }
    }
}
