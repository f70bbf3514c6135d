import Domain
import Synchronization
import TestSupport

/// Lists what the test gives it, and remembers what was asked.
final class ScriptedLister: AccountLister {
    struct State {
        var accounts: [TargetUser] = []
        /// How many of a page's accounts bring their address.
        var tellsMail = false
        var unreadable: Set<String> = []
        /// The code that the request of this number fails with.
        var faults: [Int: TargetError.Code] = [:]
        var outage: TargetError.Code?
        var requests = 0
        var pages: [String?] = []
        var reads: [String] = []
        var priorities: Set<RequestPriority> = []
        var probes: [Probe] = []
    }

    let index: AccountIndex
    let state: Mutex<State>
    /// Holds every request.
    let gate = Gate()
    private let pageSize: Int

    init(_ target: String = "jira", accounts: Int = 0, pageSize: Int = 10) {
        index = AccountIndex(target: target, place: "https://\(target).example.com")
        self.pageSize = pageSize
        state = Mutex(State(accounts: (0..<accounts).map(Self.account)))
    }

    static func account(_ number: Int) -> TargetUser {
        TargetUser(key: "KEY\(number)", name: "user-\(number)", email: "user-\(number)@example.com")
    }

    var requests: Int { state.withLock { $0.requests } }

    func page(after cursor: String?) async throws(TargetError) -> AccountPage {
        try await enter()
        return state.withLock { state in
            state.pages.append(cursor)
            let start = cursor.flatMap { Int($0) } ?? 0
            let page = state.accounts.dropFirst(start).prefix(pageSize).map { account in
                state.tellsMail ? account : TargetUser(key: account.key, name: account.name)
            }
            let next = start + page.count
            return AccountPage(accounts: page, next: next < state.accounts.count ? String(next) : nil)
        }
    }

    func mailAddress(of account: TargetUser) async throws(TargetError) -> String? {
        try await enter()
        let found = state.withLock { state in
            state.reads.append(account.key)
            return (
                state.unreadable.contains(account.key),
                state.accounts.first { $0.key == account.key }
            )
        }
        if found.0 { throw failure(.refused) }
        guard let live = found.1 else { throw failure(.notFound) }
        return live.email
    }

    func examine() async -> [Probe] { state.withLock { $0.probes } }

    private func enter() async throws(TargetError) {
        let code = state.withLock { state in
            state.requests += 1
            state.priorities.insert(RequestPriority.current)
            return state.faults[state.requests] ?? state.outage
        }
        do { try await gate.pass() } catch { throw failure(.unreachable) }
        if let code { throw failure(code) }
    }

    private func failure(_ code: TargetError.Code) -> TargetError {
        TargetError(code, target: index.target, request: "GET /accounts", cause: "scripted")
    }
}
