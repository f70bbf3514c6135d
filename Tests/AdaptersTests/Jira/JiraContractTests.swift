import Adapters
import Domain
import TestSupport
import Testing

/// Jira by either method, over its imitation.
struct JiraStand: TargetStand {
    let method: JiraBench.Method
    let attributes = (
        first: TargetAttribute(.property, "Department"), second: TargetAttribute(.property, "Cost centre")
    )
    let impossible = String(repeating: "too long", count: 32)

    func with(
        _ accounts: [StandAccount], mood: TargetMood,
        _ body: @escaping @Sendable (any TargetWriter) async throws -> Void
    ) async throws {
        let people = accounts.map { account in
            ImitationJira.Person(
                key: account.key, name: account.name, email: account.email, active: account.active,
                values: Dictionary(account.values.map { ($0.key.name, $0.value) }) { first, _ in first })
        }
        let jira = ImitationJira(people) { request, _ in
            let opens =
                request.path.hasSuffix("/session") || request.path.hasSuffix("/myself")
                || request.path.contains("WebSudo")
            return try await opens ? nil : answer(in: mood, to: request)
        }
        try await JiraBench.with(
            jira, method: method, password: mood == .refusesCredentials ? "wrong" : ImitationJira.password,
            token: mood == .refusesCredentials ? "wrong" : ImitationJira.bearer,
            limits: mood.isSlow ? .impatient : .init()
        ) { bench in try await body(bench.target) }
    }
}

@Suite("Jira keeps the target contract") struct JiraContractTests {
    @Test("keeps a target's promise", arguments: TargetPromise.allCases, JiraBench.Method.allCases)
    func promise(_ promise: TargetPromise, _ method: JiraBench.Method) async throws {
        try await promise.check(on: JiraStand(method: method))
    }
}
