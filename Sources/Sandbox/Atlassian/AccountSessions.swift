import Foundation

/// Who is signed in, who confirmed the password lately, and the count of failures that ends in a CAPTCHA
/// (contracts/jira.md, Signing in; Confluence does as Jira).
actor AccountSessions {
    struct Session: Sendable {
        let id: String
        var xsrfToken: String
        var confirmed: ContinuousClock.Instant?
    }
    enum SignIn: Sendable {
        case signedIn(Session)
        case refused
        /// A person must sign in; attempts are not even looked at.
        case captcha
    }
    /// Whose sessions these are and what they are opened with.
    struct Gate: Sendable {
        let system: SandboxSystem
        let username: String
        let password: String
        let webSudo: Bool
        let webSudoLife: Duration
    }
    private let gate: Gate
    private let journal: Journal
    private var sessions: [String: Session] = [:]
    private var failures = 0
    private static let failuresToCaptcha = 3
    private static let kept = 1_000

    init(_ gate: Gate, journal: Journal) {
        self.gate = gate
        self.journal = journal
    }

    func signIn(_ username: String, _ password: String) async -> SignIn {
        guard failures < Self.failuresToCaptcha else {
            await journal.change(\.refusedSignIns, at: gate.system)
            await journal.violation("\(gate.system): a sign-in was tried after the CAPTCHA")
            return .captcha
        }
        guard username.lowercased() == gate.username.lowercased(),
            password == gate.password
        else {
            failures += 1
            let captcha = failures >= Self.failuresToCaptcha
            await journal.change(\.refusedSignIns, at: gate.system)
            return captcha ? .captcha : .refused
        }
        failures = 0
        if sessions.count >= Self.kept { sessions = [:] }
        let session = Session(id: Self.sessionID(), xsrfToken: Self.xsrfToken(), confirmed: nil)
        sessions[session.id] = session
        await journal.change(\.signIns, at: gate.system)
        await journal.record(.signedIn, at: gate.system, gate.username)
        return .signedIn(session)
    }

    func session(_ id: String?) -> Session? { id.flatMap { sessions[$0] } }

    /// Whether the password was confirmed within the time that it holds; using it prolongs it.
    func useConfirmation(of id: String) -> Bool {
        guard gate.webSudo else { return true }
        guard let confirmed = sessions[id]?.confirmed, confirmed + gate.webSudoLife > .now else {
            return false
        }
        sessions[id]?.confirmed = .now
        return true
    }

    /// Confirms the password and moves the session to a new id.
    ///
    /// - Returns: nil when the password is wrong, which counts as a failed sign-in.
    func confirm(_ id: String, password: String) async -> Session? {
        guard var session = sessions[id] else { return nil }
        guard failures < Self.failuresToCaptcha, password == gate.password else {
            failures += 1
            await journal.change(\.refusedWebSudos, at: gate.system)
            return nil
        }
        sessions[id] = nil
        session = Session(id: Self.sessionID(), xsrfToken: session.xsrfToken, confirmed: .now)
        sessions[session.id] = session
        await journal.change(\.webSudos, at: gate.system)
        await journal.record(.confirmedPassword, at: gate.system, gate.username)
        return session
    }

    func end(_ id: String) { sessions[id] = nil }
    func expireSessions() { sessions = [:] }
    func expireConfirmations() { for id in sessions.keys { sessions[id]?.confirmed = nil } }
    func expireXSRFTokens() { for id in sessions.keys { sessions[id]?.xsrfToken = Self.xsrfToken() } }
    /// As if a person had signed in at the browser.
    func solveCaptcha() { failures = 0 }

    private static func sessionID() -> String { UUID().uuidString.replacing("-", with: "") }
    private static func xsrfToken() -> String {
        "B1T2-\(UUID().uuidString.prefix(4))-X9Y0-Z3Q4_\(UUID().uuidString.replacing("-", with: "").lowercased())_lin"
    }
}
