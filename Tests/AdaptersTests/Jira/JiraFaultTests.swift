import Adapters
import Domain
import Foundation
import Hummingbird
import NIOCore
import Settings
import TestSupport
import Testing

@Suite("A Jira that misbehaves") struct JiraFaultTests {
    static let ada = ImitationJira.Person.ada.user
    static let list = "EditUserProperties.jspa"

    /// What one page of the administration, or one REST answer about a user, is replaced by.
    struct Fault: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let page: TargetError.Code
        let rest: TargetError.Code
        let response: @Sendable () -> Response

        init(
            _ name: String, page: TargetError.Code, rest: TargetError.Code,
            _ response: @escaping @Sendable () -> Response
        ) {
            testDescription = name
            self.page = page
            self.rest = rest
            self.response = response
        }
    }

    static let faults = [
        Fault("500", page: .refused, rest: .refused) { .text("{}", status: 500) },
        Fault("500 in HTML", page: .refused, rest: .refused) { .html("<h1>Oops</h1>", status: 500) },
        Fault("502 in HTML", page: .unreachable, rest: .unreachable) { .html("<h1>Bad gateway</h1>", status: 502) },
        Fault("503", page: .unreachable, rest: .unreachable) { .text("", status: 503) },
        Fault(
            "503 with Retry-After", page: .throttled(retryAfter: .seconds(3)), rest: .throttled(retryAfter: .seconds(3))
        ) {
            .text("", status: 503, headers: ["Retry-After": "3"])
        },
        Fault("504", page: .unreachable, rest: .unreachable) { .text("", status: 504) },
        Fault("429", page: .throttled(retryAfter: nil), rest: .throttled(retryAfter: nil)) { .text("", status: 429) },
        Fault("429 with nonsense", page: .throttled(retryAfter: nil), rest: .throttled(retryAfter: nil)) {
            .text("", status: 429, headers: ["Retry-After": "soon"])
        },
        Fault("403", page: .forbidden, rest: .forbidden) { .text("{}", status: 403) },
        Fault("403 in HTML", page: .forbidden, rest: .forbidden) { .html("<h1>No</h1>", status: 403) },
        Fault("known, not permitted", page: .forbidden, rest: .forbidden) {
            .text("{}", headers: ["X-Seraph-LoginReason": "AUTHORISATION_FAILED"])
        },
        Fault("another host", page: .malformed, rest: .malformed) { .found(at: "//evil.example.org/login.jsp") },
        Fault("another scheme", page: .malformed, rest: .malformed) { .found(at: "https://127.0.0.1/login.jsp") },
        Fault("a redirect to nowhere", page: .malformed, rest: .malformed) { .text("", status: 302) },
        Fault("another page", page: .malformed, rest: .malformed) { .found(at: "/secure/Dashboard.jspa") },
        Fault("a sign-in page", page: .unreachable, rest: .unreachable) { .html(ImitationJira.loginPage) },
        Fault("the sign-in", page: .unreachable, rest: .unreachable) { .found(at: "/login.jsp?os_destination=x") },
        Fault("a proxy's page", page: .malformed, rest: .unreachable) { .html("<html><h1>Welcome</h1></html>") },
        Fault("JSON", page: .malformed, rest: .malformed) { .text("{\"a\":1}") },
        Fault("nothing", page: .malformed, rest: .malformed) { .text("", type: "text/html") },
        Fault("Latin-1", page: .malformed, rest: .unreachable) {
            Response(
                status: .ok, headers: [.contentType: "text/html"],
                body: .init(byteBuffer: .init(bytes: [0x3C, 0x70, 0x3E, 0xE4])))
        },
    ]

    @Test("gets a typed error for a page", arguments: faults)
    func pages(_ fault: Fault) async throws {
        let jira = ImitationJira([.ada.holding(["Department": "Old"])]) { request, _ in
            request.path.hasSuffix(Self.list) ? fault.response() : nil
        }
        try await JiraBench.with(jira) { bench in
            expectSame(await code { _ = try await bench.values(of: Self.ada, attributes: [.department]) }, fault.page)
            expectSame(await code { _ = try await bench.apply([.set(.department, "New")], to: Self.ada) }, fault.page)
        }
        #expect(jira.values(Self.ada.key) == ["Department": "Old"])
    }

    @Test("gets a typed error for an answer to a write", arguments: faults)
    func writes(_ fault: Fault) async throws {
        let jira = ImitationJira([.ada]) { request, _ in request.path.hasSuffix("!add.jspa") ? fault.response() : nil }
        try await JiraBench.with(jira) { bench in
            expectSame(await code { _ = try await bench.apply([.set(.department, "New")], to: Self.ada) }, fault.page)
        }
    }

    @Test("gets a typed error for JSON", arguments: faults)
    func rest(_ fault: Fault) async throws {
        let jira = ImitationJira([.ada]) { request, _ in
            request.path.hasSuffix("/user") || request.path.hasSuffix("/search") ? fault.response() : nil
        }
        try await JiraBench.with(jira) { bench in
            expectSame(await code { _ = try await bench.user(key: "JIRAUSER10101") }, fault.rest)
            expectSame(await code { _ = try await bench.users(.email, "ada@example.com") }, fault.rest)
        }
    }

    @Test("is unreachable where nobody listens")
    func nobodyListens() async throws {
        try await HTTPClientTransport.with { transport in
            let nowhere = JiraSettings(
                TargetConnectionSettings(
                    baseURL: try #require(URL(string: "http://127.0.0.1:1")),
                    method: .adminPages(username: "rollcall", password: .init("x")), listGroup: "everybody"))
            let target = try JiraTarget(name: "jira", settings: nowhere, transport: transport)
            expectSame(await code { try await target.probe() }, .unreachable)
            #expect(await target.examine().map(\.ok) == [false])
        }
    }

    @Test("never gets a secret or a value into an error")
    func discreet() async throws {
        let jira = ImitationJira([.ada]) { request, _ in
            let echo =
                "<html><body>\(ImitationJira.escaped(String(decoding: request.body, as: UTF8.self)))</body></html>"
            return request.method == "POST" && request.path.contains("/user/") ? .html(echo) : nil
        }
        try await JiraBench.with(jira) { bench in
            do {
                _ = try await bench.apply([.set(.department, "s3cret-value")], to: Self.ada)
                Issue.record("was believed")
            } catch {
                #expect(!"\(error)".contains("s3cret-value") && !"\(error)".contains(ImitationJira.password))
            }
        }
    }
}
