import Adapters
import Domain
import Synchronization
import TestSupport
import Testing

/// Confluence by either method, over its imitation.
struct ConfluenceStand: TargetStand {
    let method: ConfluenceBench.Method
    let attributes = (first: TargetAttribute(.field, "department"), second: TargetAttribute(.field, "location"))
    let impossible = String(repeating: "too long", count: 32)

    func with(
        _ accounts: [StandAccount], mood: TargetMood,
        _ body: @escaping @Sendable (any TargetWriter) async throws -> Void
    ) async throws {
        let people = accounts.map { account in
            ImitationConfluence.Person(
                key: account.key, name: account.name, email: account.email, active: account.active,
                values: Dictionary(account.values.map { ($0.key.name, $0.value) }) { first, _ in first })
        }
        let wiki = ImitationConfluence(people) { _, request, _ in
            let opens =
                request.path.hasSuffix("/dologin.action") || request.path.hasSuffix("/user/current")
                || request.path.hasSuffix("authenticate.action")
            return try await opens ? nil : answer(in: mood, to: request)
        }
        let isRefused = mood == .refusesCredentials
        try await ConfluenceBench.with(
            wiki, method: method, password: isRefused ? "wrong" : ImitationConfluence.password,
            token: isRefused ? "wrong" : ImitationConfluence.bearer, limits: mood.isSlow ? .impatient : .init()
        ) { bench in
            try await bench.index(accounts.map { ($0.key, $0.email) })
            try await body(bench.target)
            if mood == .well { #expect(wiki.state.withLock { $0.violations } == []) }
        }
    }
}

@Suite("Confluence keeps the target contract") struct ConfluenceContractTests {
    @Test("keeps a target's promise", arguments: TargetPromise.allCases, ConfluenceBench.Method.allCases)
    func promise(_ promise: TargetPromise, _ method: ConfluenceBench.Method) async throws {
        try await promise.check(on: ConfluenceStand(method: method))
    }
}
