import Foundation
import HTTPTypes
import Hummingbird
import Synchronization
import TestSupport

/// What the imitations of both products have in common: the account, its sessions, and notes of what came.
protocol ImitationTarget: Sendable {
    associatedtype Person: ImitationPerson
    var state: Mutex<ImitationState<Person>> { get }
}

/// A user of an imitation.
protocol ImitationPerson: Sendable {
    var key: String { get }
    var name: String { get }
    var deleted: Bool { get }
    /// The properties or fields that a target may write.
    var values: [String: String] { get set }
}

extension ImitationPerson {
    var deleted: Bool { false }

    func holding(_ values: [String: String]) -> Self {
        var person = self
        person.values = values
        return person
    }
}

struct ImitationSession: Sendable {
    var token: String
    var isConfirmed = false
}

struct ImitationState<Person: ImitationPerson>: Sendable {
    var address = ""
    var people: [String: Person]
    var sessions: [String: ImitationSession] = [:]
    var serial = 0
    var signIns = 0
    var refusedSignIns = 0
    var confirmations = 0
    var refusedConfirmations = 0
    var violations: [String] = []
    /// Method and path below the context, in the order they came.
    var log: [String] = []

    init(_ people: [Person]) {
        self.people = Dictionary(people.map { ($0.key, $0) }) { _, last in last }
    }
}

extension ImitationTarget {
    static var username: String { "rollcall" }
    static var password: String { "p&ss=w%rd+ \"ü" }
    static var bearer: String { "bearer-of-rollcall" }

    func person(_ key: String) -> Person? { state.withLock { $0.people[key] } }

    func person(named name: String) -> Person? {
        state.withLock { $0.people.values.first { $0.name.lowercased() == name.lowercased() && !$0.deleted } }
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

    /// - Returns: How often this very request came before.
    func note(_ line: String) -> Int {
        state.withLock { state in
            defer { state.log.append(line) }
            return state.log.count { $0 == line }
        }
    }

    func checkHeaders(_ request: LoopbackServer.Received) {
        if request.headers[.userAgent]?.hasPrefix("Rollcall") != true { violate("a foreign User-Agent") }
        if request.headers[.origin] != nil { violate("an Origin") }
        if request.headers[.referer] != nil { violate("a Referer") }
        if request.method != "GET", request.headers[.atlassianToken] != "no-check" {
            violate("\(request.method) without X-Atlassian-Token")
        }
    }

    func hasBearer(_ request: LoopbackServer.Received) -> Bool {
        request.headers[.authorization] == "Bearer \(Self.bearer)"
    }

    /// Whether the password that stands in the header is right; nil: none stands there.
    func isBasicRight(_ request: LoopbackServer.Received) -> Bool? {
        guard let authorization = request.headers[.authorization], authorization.hasPrefix("Basic ") else { return nil }
        if request.query["os_authType"] != "basic" { violate("Basic without os_authType") }
        return authorization == "Basic " + Data("\(Self.username):\(Self.password)".utf8).base64EncodedString()
    }

    /// Notes a sign-in that is let in or not.
    func noteSignIn(_ isLetIn: Bool) {
        state.withLock { state in
            if state.refusedSignIns > 0 { state.violations.append("a sign-in after a refused one") }
            state.signIns += 1
            if !isLetIn { state.refusedSignIns += 1 }
        }
    }

    /// Notes a password that was confirmed, which ends the session, or not.
    func noteConfirmation(_ isRight: Bool, in session: String) {
        state.withLock { state in
            if state.refusedConfirmations > 0 { state.violations.append("a confirmation after a refused one") }
            state.confirmations += 1
            if isRight { state.sessions[session] = nil } else { state.refusedConfirmations += 1 }
        }
    }

    /// The session that the request's cookies name, if it is one of ours.
    func session(of request: LoopbackServer.Received) -> (id: String, session: ImitationSession)? {
        let cookies = (request.headers[.cookie] ?? "").split(separator: "; ")
        guard let id = cookies.first(where: { $0.hasPrefix("JSESSIONID=") })?.dropFirst(11) else { return nil }
        return state.withLock { state in state.sessions[String(id)].map { (String(id), $0) } }
    }

    /// Opens a session.
    /// - Parameter token: The form's token in it, by its number.
    /// - Returns: The cookie that names it, and the token.
    func openSession(
        isConfirmed: Bool, path: String, token: (Int) -> String
    ) -> (cookie: String, token: String) {
        state.withLock { state in
            state.serial += 1
            let id = "session-\(state.serial)", token = token(state.serial)
            state.sessions[id] = ImitationSession(token: token, isConfirmed: isConfirmed)
            return ("JSESSIONID=\(id); Path=\(path); HttpOnly", token)
        }
    }

    static func json(_ value: Any) -> String {
        let data = (try? JSONSerialization.data(withJSONObject: value)) ?? Data()
        return String(decoding: data, as: UTF8.self)
    }

    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
    }
}
