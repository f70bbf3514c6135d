import Foundation
import Synchronization

/// Counts what each source address sent that did not verify; only such requests are ever answered 429.
final class UnverifiedSources: Sendable {
    private struct Account {
        /// What is left to be refused with 401.
        var credit: Double
        var seen: Date
    }
    private let burst: Double
    private let perSecond: Double
    private let limit: Int
    private let accounts = Mutex<[IPAddress: Account]>([:])

    /// - Parameter limit: addresses that are remembered; beyond it those that have been quiet are forgotten.
    init(burst: Int, perSecond: Double, limit: Int = 10_000) {
        self.burst = Double(burst)
        self.perSecond = perSecond
        self.limit = limit
    }

    /// Counts one more unverified request.
    /// - Returns: nil when it is to be answered 401; otherwise the seconds after which the source may try again.
    func count(_ address: IPAddress, at time: Date) -> Int? {
        let source = address.network
        return accounts.withLock { accounts in
            if accounts.count >= limit, accounts[source] == nil { makeRoom(in: &accounts, at: time) }
            var account = accounts[source] ?? Account(credit: burst, seen: time)
            account.credit = credit(of: account, at: time)
            account.seen = time
            let isPatient = account.credit >= 1
            if isPatient { account.credit -= 1 }
            let missing = 1 - account.credit
            accounts[source] = account
            return isPatient ? nil : Int((missing / max(perSecond, 0.001)).rounded(.up))
        }
    }

    var remembered: Int { accounts.withLock { $0.count } }

    private func credit(of account: Account, at time: Date) -> Double {
        min(burst, account.credit + max(0, time.timeIntervalSince(account.seen)) * perSecond)
    }

    /// Forgets those that would be treated as new, or all when everybody misbehaves at once.
    private func makeRoom(in accounts: inout [IPAddress: Account], at time: Date) {
        accounts = accounts.filter { credit(of: $0.value, at: time) < burst }
        if accounts.count >= limit / 2 { accounts.removeAll(keepingCapacity: true) }
    }
}
