import Domain
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization
import TestSupport

/// A Jira on loopback, as far as contracts/jira.md describes one, that notes what no client may do.
final class ImitationJira: Sendable {
    struct Person: Sendable {
        var key: String
        var name: String
        var email: String
        var displayName = "Somebody"
        var active = true
        var deleted = false
        var properties: [String: String] = [:]
    }

    struct Session: Sendable {
        var token: String
        var isConfirmed = false
    }

    struct State: Sendable {
        var address = ""
        var people: [String: Person] = [:]
        var sessions: [String: Session] = [:]
        var serial = 0
        var signIns = 0
        var refusedSignIns = 0
        var confirmations = 0
        var refusedConfirmations = 0
        var violations: [String] = []
        /// `POST /secure/…`, in the order they came.
        var log: [String] = []
    }

    /// How this Jira differs from the plainest one.
    struct Traits: Sendable {
        var context = ""
        var hasSessionResource = true
        var asksConfirmation = true
        var isGerman = false
        /// White space around the texts of the table's cells.
        var padding = (before: "", after: "")
        var redirects = Redirects.root
        var trimsValues = false
        var isCaptchaDue = false
        var accountIsAdministrator = true
        var hasTokenCookie = true
        var hasScript = true
        /// What the companion script refuses, by name.
        var scriptRefuses: [String: String] = [:]
        /// The only properties that may be written.
        var mapped: Set<String>?
    }
    enum Redirects: Sendable { case root, absolute, relative }

    typealias Fault = @Sendable (LoopbackServer.Received, _ earlier: Int) async throws -> Response?

    static let username = "rollcall"
    static let password = "p&ss=w%rd+ \"ü"
    static let bearer = "bearer-of-rollcall"

    let state: Mutex<State>
    let traits: Mutex<Traits>
    /// Answers in this Jira's place where it returns something; gets how often this very request came before.
    let fault: Fault

    init(_ people: [Person], _ traits: Traits = Traits(), fault: @escaping Fault = { _, _ in nil }) {
        var state = State()
        let account = Person(key: "JIRAUSER10000", name: Self.username, email: "rollcall@example.com")
        for person in [account] + people { state.people[person.key] = person }
        self.state = Mutex(state)
        self.traits = Mutex(traits)
        self.fault = fault
    }

    func answer(_ request: LoopbackServer.Received) async throws -> Response {
        checkHeaders(request)
        let traits = traits.withLock { $0 }
        guard request.path.hasPrefix(traits.context + "/") else { return .text("", status: 404, type: "text/html") }
        let path = String(request.path.dropFirst(traits.context.count))
        let line = "\(request.method) \(path)"
        let earlier = state.withLock { state in
            defer { state.log.append(line) }
            return state.log.count { $0 == line }
        }
        if let response = try await fault(request, earlier) { return response }
        if path == "/rest/auth/1/session" { return signIn(request, traits) }
        if path == "/rest/scriptrunner/latest/custom/rollcallProfile" { return companion(request, traits) }
        if path.hasPrefix("/rest/api/2/") { return rest(request, String(path.dropFirst(12)), traits) }
        if path.hasPrefix("/secure/admin/") { return page(request, String(path.dropFirst(14)), traits) }
        if path == "/login.jsp" { return .text(Self.loginPage, type: "text/html;charset=UTF-8") }
        return .text("<html><body>not found</body></html>", status: 404, type: "text/html")
    }

    func properties(_ key: String) -> [String: String] { state.withLock { $0.people[key]?.properties ?? [:] } }

    /// How often a request came, by method and path below the context.
    func count(_ line: String) -> Int { state.withLock { $0.log.count { $0 == line } } }

    /// Every session is over, as after a restart.
    func forgetSessions() { state.withLock { $0.sessions = [:] } }

    /// The confirmed password has run out in every session.
    func forgetConfirmations() {
        state.withLock { state in
            for id in state.sessions.keys { state.sessions[id]?.isConfirmed = false }
        }
    }

    func violate(_ words: String) { state.withLock { $0.violations.append(words) } }

    /// The session that the request's cookies name, if it is one of ours.
    func session(of request: LoopbackServer.Received) -> (id: String, session: Session)? {
        guard let id = cookie("JSESSIONID", of: request) else { return nil }
        return state.withLock { state in state.sessions[id].map { (id, $0) } }
    }

    func cookie(_ name: String, of request: LoopbackServer.Received) -> String? {
        for pair in (request.headers[.cookie] ?? "").split(separator: "; ") where pair.hasPrefix(name + "=") {
            return String(pair.dropFirst(name.count + 1))
        }
        return nil
    }

    /// Opens a session and answers with its cookies.
    func open(isConfirmed: Bool, _ traits: Traits) -> [String] {
        let (id, token) = state.withLock { state in
            state.serial += 1
            let id = "session-\(state.serial)", token = "token-\(state.serial)|lin"
            state.sessions[id] = Session(token: token, isConfirmed: isConfirmed)
            return (id, token)
        }
        let path = traits.context.isEmpty ? "/" : traits.context
        let form = traits.hasTokenCookie ? ["atlassian.xsrf.token=\(token); Path=\(path); Secure"] : []
        return ["JSESSIONID=\(id); Path=\(path); HttpOnly"] + form
    }

    private func checkHeaders(_ request: LoopbackServer.Received) {
        if request.headers[.userAgent]?.hasPrefix("Rollcall") != true { violate("a foreign User-Agent") }
        if request.headers[.origin] != nil { violate("an Origin") }
        if request.headers[.referer] != nil { violate("a Referer") }
        if request.method != "GET", request.headers[.atlassianToken] != "no-check" {
            violate("\(request.method) without X-Atlassian-Token")
        }
    }
}

extension HTTPField.Name {
    static let atlassianToken = HTTPField.Name("X-Atlassian-Token") ?? .accept
}

extension Response {
    static func html(_ text: String, status: Int = 200, headers: [String: String] = [:]) -> Response {
        .text(text, status: status, type: "text/html;charset=UTF-8", headers: headers)
    }

    static func found(at location: String, headers: [String: String] = [:]) -> Response {
        .text(
            "", status: 302, type: "text/html", headers: headers.merging(["Location": location]) { first, _ in first })
    }

    func setting(cookies: [String]) -> Response {
        var response = self
        for cookie in cookies { response.headers.append(HTTPField(name: .setCookie, value: cookie)) }
        return response
    }
}
