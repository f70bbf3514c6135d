import HTTPTypes
import Hummingbird
import Synchronization
import TestSupport

/// A Confluence on loopback, as far as contracts/confluence.md describes one, that notes what no client may do.
final class ImitationConfluence: ImitationTarget {
    /// Whether a user's directory lets its name and address be changed, and how the form shows it.
    enum Directory: Sendable { case writable, disables, lacks }

    struct Person: ImitationPerson {
        var key: String
        var name: String
        var email: String
        var fullName = "Somebody & <Co>"
        var active = true
        var values: [String: String] = [:]
        var about = "h1. About *me*\n\n<b>me</b>"
        var directory = Directory.writable
        var isSystemAdministrator = false
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

    static let group = "wiki users/all"

    let state: Mutex<ImitationState<Person>>
    /// What `doedituser.action` was sent.
    let forms = Mutex<[[String: String]]>([])
    let traits: Mutex<Traits>
    /// Answers in this Confluence's place where it returns something; gets how often this very request came before.
    let fault: Fault

    init(_ people: [Person], _ traits: Traits = Traits(), fault: @escaping Fault = { _, _, _ in nil }) {
        let account = Person(key: "ff80", name: Self.username, email: "rollcall@example.com")
        state = Mutex(ImitationState([account] + people))
        self.traits = Mutex(traits)
        self.fault = fault
    }

    func answer(_ request: LoopbackServer.Received) async throws -> Response {
        checkHeaders(request)
        if request.target.contains("jsessionid") { violate("a session's id in an address") }
        if request.headers[.authorization]?.hasPrefix("Bearer") == true, request.path.contains("/admin/users/") {
            violate("a token for a page")
        }
        let traits = traits.withLock { $0 }
        guard request.path.hasPrefix(traits.context + "/") else { return .html("?", status: 404) }
        let path = String(request.path.dropFirst(traits.context.count))
        if let response = try await fault(self, request, note("\(request.method) \(path)")) { return response }
        switch path {
        case "/dologin.action": return signIn(request, traits)
        case "/login.action": return .html(Self.loginPage)
        case ImitationScript.path:
            guard traits.hasScript else { return Self.missing("No endpoint") }
            return companion(
                request,
                ImitationScript(refuses: traits.scriptRefuses, mapped: Set(Self.fieldNames), trimsValues: false))
        case _ where path.hasPrefix("/rest/"): return rest(request, String(path.dropFirst(6)), traits)
        case _ where path.hasPrefix("/admin/") || path.hasSuffix("authenticate.action"):
            return page(request, String(path.dropFirst(1)), traits)
        default: return .html("<html><body>?</body></html>", status: 404)
        }
    }

    /// Opens a session and answers with its cookies.
    func open(isConfirmed: Bool, _ traits: Traits) -> [String] {
        let path = traits.context.isEmpty ? "/" : traits.context
        return [openSession(isConfirmed: isConfirmed, path: path) { "token&\($0)" }.cookie]
    }
}
