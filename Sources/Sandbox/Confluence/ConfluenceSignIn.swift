import Foundation
import Hummingbird

/// The sign-in page and its form (contracts/confluence.md, admin-pages).
struct ConfluenceSignIn: Sendable {
    let sessions: AccountSessions
    let journal: Journal
    let pages: ConfluencePages
    let rest: ConfluenceREST

    /// - Returns: nil: there is no such page.
    func respond(to request: Incoming, _ path: [String]) async -> Response? {
        switch (request.method, path) {
        case ("GET", ["login.action"]), ("GET", ["dologin.action"]):
            await journal.count("confluence.login.action")
            return Self.page(pages, destination: request.query["os_destination"] ?? "", headers: [])
        case ("POST", ["dologin.action"]):
            await journal.count("confluence.dologin.action")
            return await signIn(request.form)
        case ("GET", ["index.action"]):
            return Answer.html(200, pages.page("Dashboard", token: nil, body: "<h1>Dashboard</h1>"))
        default: return nil
        }
    }

    static func page(_ pages: ConfluencePages, destination: String, headers: [(String, String)]) -> Response {
        Answer.html(200, pages.login(destination: destination, wrong: !headers.isEmpty), headers: headers)
    }

    private func signIn(_ form: Form) async -> Response {
        let destination = form["os_destination"] ?? ""
        switch await sessions.signIn(form["os_username"] ?? "", form["os_password"] ?? "") {
        case .signedIn(let session):
            let own = destination.hasPrefix("/") && !destination.hasPrefix("//")
            return Answer.redirect(
                to: pages.base + (own ? destination : "/index.action"), headers: rest.cookies(session))
        case .refused: return Self.page(pages, destination: destination, headers: [JiraErrors.failed])
        case .captcha: return Self.page(pages, destination: destination, headers: [JiraErrors.denied])
        }
    }
}
