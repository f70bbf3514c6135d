import Adapters
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
            return try await opens ? nil : Self.answer(in: mood, to: request)
        }
        try await JiraBench.with(
            jira, method: method, password: mood == .refusesCredentials ? "wrong" : ImitationJira.password,
            token: mood == .refusesCredentials ? "wrong" : ImitationJira.bearer,
            limits: mood.isSlow ? .impatient : .init()
        ) { bench in try await body(bench.target) }
    }

    static func answer(in mood: TargetMood, to request: LoopbackServer.Received) async throws -> Response? {
        switch mood {
        case .well, .refusesCredentials: nil
        case .forbids: forbidden(isPage: !request.path.contains("/rest/api/"))
        case .throttles(let seconds): .text("{}", status: 429, headers: ["Retry-After": "\(seconds)"])
        case .down: .html("<html><body>Down</body></html>", status: 503)
        case .silent: try await .late()
        case .drips: .dripping
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

    /// As REST says it, or the container: by a page, in the companion script's place too.
    private static func forbidden(isPage: Bool) -> Response {
        let headers = ["X-AUSERNAME": ImitationJira.username, "X-Seraph-LoginReason": "OK"]
        guard !isPage else { return .html("<html><body>Forbidden</body></html>", status: 403, headers: headers) }
        return .text(#"{"errorMessages":["Forbidden"],"errors":{}}"#, status: 403, headers: headers)
    }
}

@Suite("Jira keeps the target contract") struct JiraContractTests {
    @Test("keeps a target's promise", arguments: TargetPromise.allCases, JiraBench.Method.allCases)
    func promise(_ promise: TargetPromise, _ method: JiraBench.Method) async throws {
        try await promise.check(on: JiraStand(method: method))
    }
}
