import Hummingbird
import Synchronization
import TestSupport

/// A Jira on loopback, as far as contracts/jira.md describes one, that notes what no client may do.
final class ImitationJira: ImitationTarget {
    struct Person: ImitationPerson {
        var key: String
        var name: String
        var email: String
        var displayName = "Somebody"
        var active = true
        var deleted = false
        var values: [String: String] = [:]
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

    let state: Mutex<ImitationState<Person>>
    let traits: Mutex<Traits>
    /// Answers in this Jira's place where it returns something; gets how often this very request came before.
    let fault: Fault

    init(_ people: [Person], _ traits: Traits = Traits(), fault: @escaping Fault = { _, _ in nil }) {
        let account = Person(key: "JIRAUSER10000", name: Self.username, email: "rollcall@example.com")
        state = Mutex(ImitationState([account] + people))
        self.traits = Mutex(traits)
        self.fault = fault
    }

    func answer(_ request: LoopbackServer.Received) async throws -> Response {
        checkHeaders(request)
        let traits = traits.withLock { $0 }
        guard request.path.hasPrefix(traits.context + "/") else { return .text("", status: 404, type: "text/html") }
        let path = String(request.path.dropFirst(traits.context.count))
        if let response = try await fault(request, note("\(request.method) \(path)")) { return response }
        if path == "/rest/auth/1/session" { return signIn(request, traits) }
        if path == ImitationScript.path {
            guard traits.hasScript else { return .text(#"{"errorMessages":["No endpoint"],"errors":{}}"#, status: 404) }
            return companion(
                request,
                ImitationScript(
                    refuses: traits.scriptRefuses, mapped: traits.mapped, trimsValues: traits.trimsValues))
        }
        if path.hasPrefix("/rest/api/2/") { return rest(request, String(path.dropFirst(12)), traits) }
        if path.hasPrefix("/secure/admin/") { return page(request, String(path.dropFirst(14)), traits) }
        if path == "/login.jsp" { return .text(Self.loginPage, type: "text/html;charset=UTF-8") }
        return .text("<html><body>not found</body></html>", status: 404, type: "text/html")
    }

    func values(_ key: String) -> [String: String] { person(key)?.values ?? [:] }

    /// Opens a session and answers with its cookies.
    func open(isConfirmed: Bool, _ traits: Traits) -> [String] {
        let path = traits.context.isEmpty ? "/" : traits.context
        let (cookie, token) = openSession(isConfirmed: isConfirmed, path: path) { "token-\($0)|lin" }
        return [cookie] + (traits.hasTokenCookie ? ["atlassian.xsrf.token=\(token); Path=\(path); Secure"] : [])
    }
}
