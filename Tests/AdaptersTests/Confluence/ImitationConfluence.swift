import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Synchronization
import TestSupport

/// A Confluence on loopback, as far as contracts/confluence.md describes one, that notes what no client may do.
final class ImitationConfluence: Sendable {
    /// Whether a user's directory lets its name and address be changed, and how the form shows it.
    enum Directory: Sendable { case writable, disables, lacks }

    struct Person: Sendable {
        var key: String
        var name: String
        var email: String
        var fullName = "Somebody & <Co>"
        var active = true
        var fields: [String: String] = [:]
        var about = "h1. About *me*\n\n<b>me</b>"
        var directory = Directory.writable
        var isSystemAdministrator = false
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
        /// Method and path, in the order they came.
        var log: [String] = []
        /// What `doedituser.action` was sent.
        var forms: [[String: String]] = []
    }

    /// How this Confluence differs from the plainest one.
    struct Traits: Sendable {
        enum Redirects: Sendable { case root, absolute, relative }
        var context = ""
        var hasLoginForm = true
        var asksConfirmation = true
        var redirects = Redirects.root
        /// Session ids show up in addresses.
        var namesSessions = false
        var isCaptchaDue = false
        var accountIsAdministrator = true
        var checksTokens = false
        var trimsValues = false
        /// The page puts a scheme before websites.
        var addsScheme = true
        var refusedValue = "REFUSED"
        /// The only fields that may be written.
        var mapped: Set<String>?
        var hasScript = true
        /// What the companion script refuses, by name.
        var scriptRefuses: [String: String] = [:]
        var hasMobileProfiles = true
        var mobileTellsMail = true
        var listsAll = true
        /// nil: there is no listing of active users; false: it tells no addresses.
        var activeTellsMail: Bool?
        /// The most that a page of a listing shows.
        var mostOfPage = 1000
    }

    typealias Fault = @Sendable (ImitationConfluence, LoopbackServer.Received, _ earlier: Int) async throws -> Response?

    static let username = "rollcall"
    static let password = "p&ss=w%rd+ \"ü"
    static let bearer = "bearer-of-rollcall"
    static let group = "wiki users/all"

    let state: Mutex<State>
    let traits: Mutex<Traits>
    /// Answers in this Confluence's place where it returns something; gets how often this very request came before.
    let fault: Fault

    init(_ people: [Person], _ traits: Traits = Traits(), fault: @escaping Fault = { _, _, _ in nil }) {
        var state = State()
        let account = Person(key: "ff80", name: Self.username, email: "rollcall@example.com")
        for person in [account] + people { state.people[person.key] = person }
        self.state = Mutex(state)
        self.traits = Mutex(traits)
        self.fault = fault
    }

    func answer(_ request: LoopbackServer.Received) async throws -> Response {
        checkHeaders(request)
        let traits = traits.withLock { $0 }
        guard request.path.hasPrefix(traits.context + "/") else { return .html("?", status: 404) }
        let path = String(request.path.dropFirst(traits.context.count))
        let line = "\(request.method) \(path)"
        let earlier = state.withLock { state in
            defer { state.log.append(line) }
            return state.log.count { $0 == line }
        }
        if let response = try await fault(self, request, earlier) { return response }
        switch path {
        case "/dologin.action": return signIn(request, traits)
        case "/login.action": return .html(Self.loginPage)
        case TargetMethodPath.companion: return companion(request, traits)
        case _ where path.hasPrefix("/rest/"): return rest(request, String(path.dropFirst(6)), traits)
        case _ where path.hasPrefix("/admin/") || path.hasSuffix("authenticate.action"):
            return page(request, String(path.dropFirst(1)), traits)
        default: return .html("<html><body>?</body></html>", status: 404)
        }
    }

    func person(_ key: String) -> Person? { state.withLock { $0.people[key] } }

    func person(named name: String) -> Person? {
        state.withLock { $0.people.values.first { $0.name.lowercased() == name.lowercased() } }
    }

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
        for pair in (request.headers[.cookie] ?? "").split(separator: "; ") where pair.hasPrefix("JSESSIONID=") {
            let id = String(pair.dropFirst(11))
            return state.withLock { state in state.sessions[id].map { (id, $0) } }
        }
        return nil
    }

    /// Opens a session and answers with its cookies.
    func open(isConfirmed: Bool, _ traits: Traits) -> [String] {
        let id = state.withLock { state in
            state.serial += 1
            let id = "session-\(state.serial)"
            state.sessions[id] = Session(token: "token&\(state.serial)", isConfirmed: isConfirmed)
            return id
        }
        return ["JSESSIONID=\(id); Path=\(traits.context.isEmpty ? "/" : traits.context); HttpOnly"]
    }

    private func checkHeaders(_ request: LoopbackServer.Received) {
        if request.headers[.userAgent]?.hasPrefix("Rollcall") != true { violate("a foreign User-Agent") }
        if request.headers[.origin] != nil { violate("an Origin") }
        if request.headers[.referer] != nil { violate("a Referer") }
        if request.target.contains("jsessionid") { violate("a session's id in an address") }
        if request.method != "GET", request.headers[.atlassianToken] != "no-check" {
            violate("\(request.method) without X-Atlassian-Token")
        }
        if request.headers[.authorization]?.hasPrefix("Bearer") == true, request.path.contains("/admin/users/") {
            violate("a token for a page")
        }
    }
}

/// Where the companion script is by default.
enum TargetMethodPath {
    static let companion = "/rest/scriptrunner/latest/custom/rollcallProfile"
}
