import Domain
import Foundation
import Hummingbird

/// The administration's pages for editing users, behind sign-in, WebSudo and the XSRF check
/// (contracts/confluence.md, admin-pages).
struct ConfluenceAdministration: Sendable {
    let configuration: SandboxConfiguration
    let accounts: ConfluenceAccounts
    let sessions: AccountSessions
    let journal: Journal
    let pages: ConfluencePages
    let rest: ConfluenceREST

    /// - Parameter path: what follows the context path.
    /// - Returns: nil: there is no such page.
    func respond(to request: Incoming, _ path: [String]) async -> Response? {
        let known = [
            ["authenticate.action"], ["doauthenticate.action"], ["admin", "users", "edituser.action"],
            ["admin", "users", "doedituser.action"], ["admin", "users", "viewuser.action"],
        ]
        guard known.contains(path), let page = path.last, ["GET", "POST"].contains(request.method) else { return nil }
        await journal.count("confluence.\(page)")
        var fresh: [(String, String)] = []
        var session = await sessions.session(request.cookie("JSESSIONID"))
        if session == nil, request.query["os_authType"] == "basic", let (user, password) = request.basic,
            case .signedIn(let made) = await sessions.signIn(user, password)
        {
            (session, fresh) = (made, rest.cookies(made))
        }
        guard let session else {
            return Answer.redirect(
                to: "\(pages.base)/login.action?os_destination=\(Form.encode(target(of: request)))"
                    + "&permissionViolation=true")
        }
        var response = await answer(page, request, session)
        // A session that WebSudo renewed brings its own cookies.
        if !response.headers.contains(.setCookie) { response.headers.append(contentsOf: Answer.fields(fresh)) }
        return response
    }

    /// Path and query without the context path.
    private func target(of request: Incoming) -> String {
        let path = String(request.path.dropFirst(pages.base.count))
        return request.rawQuery.isEmpty ? path : "\(path)?\(request.rawQuery)"
    }

    private func answer(_ page: String, _ request: Incoming, _ session: AccountSessions.Session) async -> Response {
        switch page {
        case "authenticate.action":
            let destination = request.query["destination"] ?? "/"
            return Answer.html(200, pages.webSudo(destination: destination, token: session.xsrfToken, wrong: false))
        case "doauthenticate.action": return await confirm(request, session)
        default: break
        }
        guard await sessions.useConfirmation(of: session.id) else {
            return Answer.redirect(
                to: "\(pages.base)/authenticate.action?destination=\(Form.encode(target(of: request)))")
        }
        switch page {
        case "edituser.action": return await form(request, session)
        case "doedituser.action":
            guard request.method == "POST" else { return await form(request, session) }
            guard await isGenuine(request, session) else {
                return Answer.html(403, pages.xsrfError(token: session.xsrfToken))
            }
            let edit = ConfluenceEdit(configuration: configuration, accounts: accounts, journal: journal, pages: pages)
            return await edit.post(request, session)
        default:
            let title = escaped(request.query["username"] ?? "")
            return Answer.html(
                200, pages.page("View User", token: session.xsrfToken, body: "<h1>\(title)</h1>"))
        }
    }

    private func isGenuine(_ request: Incoming, _ session: AccountSessions.Session) async -> Bool {
        if request.header("X-Atlassian-Token")?.lowercased() == "no-check" { return true }
        let token = request.form["atl_token"] ?? request.query["atl_token"]
        if token == nil { await journal.violation("confluence: POST \(request.path) without a token") }
        return token == session.xsrfToken
    }

    private func confirm(_ request: Incoming, _ session: AccountSessions.Session) async -> Response {
        guard request.method == "POST", await isGenuine(request, session) else {
            return Answer.html(403, pages.xsrfError(token: session.xsrfToken))
        }
        let form = request.form, destination = form["destination"] ?? "/"
        guard form["authenticate"] != nil,
            let renewed = await sessions.confirm(session.id, password: form["password"] ?? "")
        else {
            return Answer.html(200, pages.webSudo(destination: destination, token: session.xsrfToken, wrong: true))
        }
        let own = destination.hasPrefix("/") && !destination.hasPrefix("//")
        return Answer.redirect(
            to: pages.base + (own ? destination : "/index.action"), headers: rest.cookies(renewed))
    }

    private func form(_ request: Incoming, _ session: AccountSessions.Session) async -> Response {
        // The page decodes the name once more than everybody else.
        let name = request.query["username"] ?? "", decoded = name.removingPercentEncoding ?? name
        guard let account = await accounts.account(named: decoded) else {
            return Answer.html(200, pages.notPermitted(token: session.xsrfToken))
        }
        let details = await accounts.details(key: account.key)
        return Answer.html(
            200,
            pages.edit(
                account, details, token: session.xsrfToken, readOnly: configuration.confluenceDirectoryIsReadOnly))
    }
}
