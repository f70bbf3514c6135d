import Domain
import Foundation

extension FaultyStore {
    func status(of index: AccountIndex) async throws(StoreError) -> AccountIndexStatus? {
        try await real.status(of: index)
    }

    func accounts(of index: AccountIndex, email: String, limit: Int) async throws(StoreError) -> [String]? {
        try await real.accounts(of: index, email: email, limit: limit)
    }

    func beginListing(
        of index: AccountIndex, owner: String, lease: Duration, at time: Date
    ) async throws(StoreError) -> AccountListing? {
        try await real.beginListing(of: index, owner: owner, lease: lease, at: time)
    }

    func listed(_ keys: [String], of index: AccountIndex) async throws(StoreError) -> Set<String> {
        try await real.listed(keys, of: index)
    }

    func save(
        _ accounts: [ListedAccount], cursor: String?, of index: AccountIndex, owner: String, lease: Duration,
        at time: Date
    ) async throws(StoreError) -> Bool {
        try await real.save(accounts, cursor: cursor, of: index, owner: owner, lease: lease, at: time)
    }

    func endListing(
        of index: AccountIndex, owner: String, limit: Int, at time: Date
    ) async throws(StoreError) -> ListingEnd {
        try await real.endListing(of: index, owner: owner, limit: limit, at: time)
    }

    func releaseListing(of index: AccountIndex, owner: String) async throws(StoreError) {
        try await real.releaseListing(of: index, owner: owner)
    }

    func correct(_ account: ListedAccount, of index: AccountIndex) async throws(StoreError) {
        try await real.correct(account, of: index)
    }
}
