import Domain
import Hummingbird
import NIOCore
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
                properties: Dictionary(account.values.map { ($0.key.name, $0.value) }) { first, _ in first })
        }
        let jira = ImitationJira(people) { request, _ in
            let opens =
                request.path.hasSuffix("/session") || request.path.hasSuffix("/myself")
                || request.path.contains("WebSudo")
            return opens ? nil : Self.answer(in: mood)
        }
        try await JiraBench.with(
            jira, method: method, password: mood == .refusesCredentials ? "wrong" : ImitationJira.password,
            token: mood == .refusesCredentials ? "wrong" : ImitationJira.bearer
        ) { bench in try await body(bench.target) }
    }

    static func answer(in mood: TargetMood) -> Response? {
        switch mood {
        case .well, .refusesCredentials: nil
        case .throttles(let seconds): .text("{}", status: 429, headers: ["Retry-After": "\(seconds)"])
        case .down: .html("<html><body>Down</body></html>", status: 503)
        case .answersHTML: .html(ImitationJira.loginPage)
        case .cutsOff:
            Response(
                status: .ok, headers: [.contentLength: "5000"],
                body: .init(contentLength: 5000) { writer in
                    try await writer.write(ByteBuffer(string: "<html><body><table class=\"aui\">"))
                    throw CancellationError()
                })
        case .answersTooMuch: .tooMuch
        case .sendsElsewhere: .found(at: "http://localhost:1/login.jsp")
        case .failsOneUser: .text("{\"errorMessages\":[\"broken\"],\"errors\":{}}", status: 500)
        }
    }
}

@Suite("Jira keeps the target contract") struct JiraContractTests {
    @Test("keeps a target's promise", arguments: TargetPromise.allCases, JiraBench.Method.allCases)
    func promise(_ promise: TargetPromise, _ method: JiraBench.Method) async throws {
        try await promise.check(on: JiraStand(method: method))
    }
}
