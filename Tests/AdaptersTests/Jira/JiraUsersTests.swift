import Adapters
import Domain
import Synchronization
import TestSupport
import Testing

@Suite("Finding users at Jira") struct JiraUsersTests {
    typealias Person = ImitationJira.Person

    @Test("takes no prefix, display name or other case for a match")
    func onlyExact() async throws {
        let jira = ImitationJira([
            .ada, Person(key: "K2", name: "ada.byron", email: "ada@example.com.org"),
            Person(key: "K3", name: "x", email: "x@example.com", displayName: "ada"),
        ])
        try await JiraBench.with(jira) { bench in
            expectSame(try await bench.users(.username, "Ada"), [Person.ada.user])
            expectSame(try await bench.users(.username, "Ada", caseSensitive: true), [])
            expectSame(try await bench.users(.email, "ada@example.com"), [Person.ada.user])
            expectSame(try await bench.users(.email, "ada@example"), [])
        }
    }

    @Test("tells two accounts whose names differ in case, and two with one address")
    func several() async throws {
        let jira = ImitationJira([
            .ada, Person(key: "K2", name: "ADA", email: "other@example.com"),
            Person(key: "K3", name: "x", email: "ADA@example.com"),
        ])
        try await JiraBench.with(jira) { bench in
            let named = try await bench.users(.username, "ada")
            #expect(Set(named.map(\.key)) == ["JIRAUSER10101", "K2"])
            let mailed = try await bench.users(.email, "ada@example.com")
            #expect(Set(mailed.map(\.key)) == ["JIRAUSER10101", "K3"])
        }
    }

    @Test("knows no deleted accounts, by name or by key")
    func deleted() async throws {
        let gone = Person(key: "JIRAUSER10101", name: "ada", email: "ada@example.com", deleted: true)
        let jira = ImitationJira([gone])
        try await JiraBench.with(jira) { bench in
            expectSame(try await bench.user(key: gone.key), nil)
            expectSame(try await bench.users(.username, "ada"), [])
        }
    }

    @Test("searches further pages, and does not guess beyond what can be reached", arguments: [60, 120])
    func manyBeginAlike(_ others: Int) async throws {
        let people = (0..<others).map { number in
            Person(key: "A\(String(number + 1000))", name: "n\(number)", email: "info@example.com.x\(number)")
        }
        let jira = ImitationJira(people + [Person(key: "Z", name: "z", email: "info@example.com")])
        try await JiraBench.with(jira) { bench in
            if others < 100 {
                expectSame(
                    try await bench.users(.email, "info@example.com").map(\.key), ["Z"])
            } else {
                let error = await code {
                    _ = try await bench.users(.email, "info@example.com")
                }
                #expect(error == .refused)
            }
        }
    }

    @Test(
        "gives a typed error for an answer that is none",
        arguments: [
            (200, "[]"), (200, "{\"key\":1,\"name\":\"ada\"}"), (200, "{\"key\":\"JIRAUSER10101\""), (200, ""),
            (200, "{\"key\":\"K2\",\"name\":\"other\"}"), (404, "{\"message\":\"null for uri\"}"), (302, ""),
        ])
    func badAnswers(_ status: Int, _ body: String) async throws {
        let jira = ImitationJira([.ada]) { request, _ in
            request.path.hasSuffix("/user") ? .text(body, status: status) : nil
        }
        try await JiraBench.with(jira) { bench in
            #expect(await code { _ = try await bench.user(key: "JIRAUSER10101") } == .malformed)
        }
    }

    @Test("signs in once more when the session is over, and then gives up", arguments: [401, 200])
    func sessionOver(_ status: Int) async throws {
        let jira = ImitationJira([.ada]) { request, earlier in
            guard request.path.hasSuffix("/user"), earlier == 0 || request.query["key"] == "never" else { return nil }
            return status == 401 ? .text("{}", status: 401) : .html(ImitationJira.loginPage)
        }
        try await JiraBench.with(jira) { bench in
            expectSame(try await bench.user(key: "JIRAUSER10101"), Person.ada.user)
            #expect(jira.state.withLock { $0.signIns } == 2)
            let error = await code { _ = try await bench.user(key: "never") }
            #expect(error == (status == 401 ? .credentials : .unreachable))
            #expect(jira.state.withLock { $0.signIns } == 3)
        }
    }
}
