import Domain
import Foundation
import Logging

/// Lists a target's accounts into its index once: page by page, in small commits, at low priority. Whatever ends it, the
/// next one goes on where it was.
struct AccountIndexer: Sendable {
    enum Result: Sendable, Hashable {
        case complete(accounts: Int)
        /// Another process lists.
        case busy
        /// Another process took over.
        case lost
        /// The task was cancelled.
        case stopped
    }

    /// Longer than anything that happens between two commits, unless the target is very slow: then another process may
    /// take over, which does no harm.
    static let lease = Duration.seconds(30)
    /// Accounts whose addresses are read one by one, for one commit.
    private static let bite = 16
    private static let readsAtOnce = 4
    /// So many addresses that cannot be read, one after the other, are no accident of single accounts.
    private static let mostUnread = 8

    let lister: any AccountLister
    let store: any AccountIndexStore
    let time: any TimeSource
    let logger: Logger

    private var index: AccountIndex { lister.index }

    /// - Parameter progress: Called after each commit, with the number of accounts so far.
    func run(
        progress: @escaping @Sendable (_ accounts: Int) -> Void = { _ in }
    ) async throws(IndexFailure) -> Result {
        let owner = UUID().uuidString
        let listing: AccountListing?
        do {
            listing = try await store.beginListing(of: index, owner: owner, lease: Self.lease, at: time.now)
        } catch { throw .store(error) }
        guard let listing else { return .busy }
        let result = await RequestPriority.$current.withValue(.bulk) {
            await list(from: listing, as: owner, progress)
        }
        // A lease that cannot be given back runs out.
        if case .success(.complete) = result {} else { try? await store.releaseListing(of: index, owner: owner) }
        if Task.isCancelled { return .stopped }
        return try result.get()
    }

    private func list(
        from listing: AccountListing, as owner: String, _ progress: @Sendable (Int) -> Void
    ) async -> Swift.Result<Result, IndexFailure> {
        var cursor = listing.cursor
        var listed = listing.listed
        do throws(IndexFailure) {
            while !Task.isCancelled {
                let page: AccountPage
                do { page = try await lister.page(after: cursor) } catch { throw .target(error) }
                for bite in bites(of: try await fresh(page.accounts)) {
                    let accounts = try await read(bite)
                    guard try await save(accounts, cursor: nil, as: owner) else { return .success(.lost) }
                    listed += accounts.count
                    progress(listed)
                    if Task.isCancelled { return .success(.stopped) }
                }
                guard let next = page.next else { return .success(try await end(listed, as: owner)) }
                guard next != cursor else { throw .target(error("a page names itself as the next one")) }
                guard try await save([], cursor: next, as: owner) else { return .success(.lost) }
                cursor = next
            }
            return .success(.stopped)
        } catch {
            return .failure(error)
        }
    }

    /// Those of a page whom this listing does not know yet.
    private func fresh(_ accounts: [TargetUser]) async throws(IndexFailure) -> [TargetUser] {
        var keys: Set<String> = []
        do {
            keys = try await store.listed(accounts.map(\.key), of: index)
        } catch { throw .store(error) }
        return accounts.filter { keys.insert($0.key).inserted }
    }

    /// First those who need no further request.
    private func bites(of accounts: [TargetUser]) -> [[TargetUser]] {
        let known = accounts.filter { $0.email != nil }
        let unknown = accounts.filter { $0.email == nil }
        let starts = stride(from: 0, to: unknown.count, by: Self.bite)
        return (known.isEmpty ? [] : [known]) + starts.map { Array(unknown[$0...].prefix(Self.bite)) }
    }

    private func read(_ accounts: [TargetUser]) async throws(IndexFailure) -> [ListedAccount] {
        var found: [ListedAccount] = []
        var unread: [TargetError] = []
        let readings = await withTaskGroup(of: Reading.self) { group in
            var readings: [Reading] = []
            for (number, account) in accounts.enumerated() {
                if number >= Self.readsAtOnce, let reading = await group.next() { readings.append(reading) }
                group.addTask { await self.reading(of: account) }
            }
            for await reading in group { readings.append(reading) }
            return readings
        }
        for reading in readings {
            switch reading.mail {
            case .success(let mail): found.append(ListedAccount(key: reading.key, mail: mail))
            case .failure(let error) where LaneFault(error) != nil: throw .target(error)
            // It was deleted meanwhile.
            case .failure(let error) where error.code == .notFound: continue
            case .failure(let error):
                unread.append(error)
                found.append(ListedAccount(key: reading.key, mail: .unread))
            }
        }
        if let error = unread.first {
            if unread.count >= Self.mostUnread, unread.count == found.count { throw .target(error) }
            logger.warning(
                "mail addresses of accounts could not be read: nobody is found by them",
                metadata: [
                    "target": "\(index.target)", "accounts": "\(unread.count)", "error": "\(error)",
                ])
        }
        return found
    }

    private struct Reading: Sendable {
        let key: String
        let mail: Swift.Result<ListedAccount.Mail, TargetError>
    }

    private func reading(of account: TargetUser) async -> Reading {
        if let email = account.email { return Reading(key: account.key, mail: .success(.address(email))) }
        do throws(TargetError) {
            let address = try await lister.mailAddress(of: account)
            return Reading(key: account.key, mail: .success(address.map(ListedAccount.Mail.address) ?? .none))
        } catch {
            return Reading(key: account.key, mail: .failure(error))
        }
    }

    private func save(
        _ accounts: [ListedAccount], cursor: String?, as owner: String
    ) async throws(IndexFailure) -> Bool {
        do {
            return try await store.save(
                accounts, cursor: cursor, of: index, owner: owner, lease: Self.lease, at: time.now)
        } catch { throw .store(error) }
    }

    private func end(_ listed: Int, as owner: String) async throws(IndexFailure) -> Result {
        guard listed > 0 else { throw .target(error("nobody is listed")) }
        do {
            while !Task.isCancelled {
                switch try await store.endListing(of: index, owner: owner, limit: 500, at: time.now) {
                case .complete: return .complete(accounts: listed)
                case .lost: return .lost
                case .goesOn: continue
                }
            }
        } catch { throw .store(error) }
        return .stopped
    }

    private func error(_ cause: String) -> TargetError {
        TargetError(
            .malformed, target: index.target, request: "the listing of accounts", cause: cause,
            remedy: "see what the account may list")
    }
}

/// Why a listing came to no end, and who is to blame.
enum IndexFailure: Error, Sendable, Hashable, CustomStringConvertible {
    case target(TargetError)
    case store(StoreError)

    var description: String {
        switch self {
        case .target(let error): error.description
        case .store(let error): error.description
        }
    }

    /// A failure of the target as a whole.
    var laneFault: LaneFault? { if case .target(let error) = self { LaneFault(error) } else { nil } }
}
