import Foundation

/// Who is signed in, who confirmed the password lately, and the count of failures that ends in a CAPTCHA
/// (contracts/jira.md, Signing in).
actor JiraSessions {
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
    private let configuration: SandboxConfiguration
    private let journal: Journal
    private var sessions: [String: Session] = [:]
    private var failures = 0
    private static let failuresToCaptcha = 3
    private static let kept = 1_000

    init(_ configuration: SandboxConfiguration, journal: Journal) {
        self.configuration = configuration
        self.journal = journal
    }

    func signIn(_ username: String, _ password: String) async -> SignIn {
        guard failures < Self.failuresToCaptcha else {
            await journal.change(\.refusedSignIns)
            await journal.violation("jira: a sign-in was tried after the CAPTCHA")
            return .captcha
        }
        guard username.lowercased() == configuration.jiraUsername.lowercased(),
            password == configuration.jiraPassword
        else {
            failures += 1
            let captcha = failures >= Self.failuresToCaptcha
            await journal.change(\.refusedSignIns)
            return captcha ? .captcha : .refused
        }
        failures = 0
        if sessions.count >= Self.kept { sessions = [:] }
        let session = Session(id: Self.sessionID(), xsrfToken: Self.xsrfToken(), confirmed: nil)
        sessions[session.id] = session
        await journal.change(\.signIns)
        await journal.record(.signedIn, configuration.jiraUsername)
        return .signedIn(session)
    }

    func session(_ id: String?) -> Session? { id.flatMap { sessions[$0] } }

    /// Whether the password was confirmed within the time that it holds; using it prolongs it.
    func useConfirmation(of id: String) -> Bool {
        guard configuration.webSudo else { return true }
        guard let confirmed = sessions[id]?.confirmed, confirmed + configuration.webSudoLife > .now else {
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
        guard failures < Self.failuresToCaptcha, password == configuration.jiraPassword else {
            failures += 1
            await journal.change(\.refusedWebSudos)
            return nil
        }
        sessions[id] = nil
        session = Session(id: Self.sessionID(), xsrfToken: session.xsrfToken, confirmed: .now)
        sessions[session.id] = session
        await journal.change(\.webSudos)
        await journal.record(.confirmedPassword, configuration.jiraUsername)
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
