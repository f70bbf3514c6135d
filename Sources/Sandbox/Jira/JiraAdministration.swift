import Domain
import Foundation
import Hummingbird

/// The administration's pages for user properties, behind sign-in, WebSudo and the XSRF check
/// (contracts/jira.md, method: admin-pages).
struct JiraAdministration: Sendable {
    let configuration: SandboxConfiguration
    let accounts: JiraAccounts
    let sessions: AccountSessions
    let journal: Journal
    let pages: JiraPages
    let rest: JiraREST

    static let confirmed = ("X-Atlassian-WebSudo", "Has-Authentication")

    /// - Parameter path: what follows `/secure/admin`.
    /// - Returns: nil: there is no such page.
    func respond(to request: Incoming, _ path: [String], baseURL: String) async -> Response? {
        let name = path.joined(separator: "/")
        let known = [
            "WebSudoAuthenticate!default.jspa", "WebSudoAuthenticate.jspa", "user/EditUserProperties.jspa",
            "user/EditUserProperties!add.jspa", "user/EditUserProperty.jspa", "user/EditUserProperty!update.jspa",
            "user/DeleteUserProperty.jspa",
        ]
        guard known.contains(name), ["GET", "POST"].contains(request.method) else { return nil }
        await journal.count("jira.\(path.last ?? "")")
        await lookForBrowserMarks(request)
        var fresh: [(String, String)] = []
        var session = await sessions.session(request.cookie("JSESSIONID"))
        if session == nil, request.query["os_authType"] == "basic", let (user, password) = request.basic {
            switch await sessions.signIn(user, password) {
            case .signedIn(let made): (session, fresh) = (made, rest.cookies(made))
            case .refused: return JiraErrors.unauthorized()
            case .captcha: return JiraErrors.captcha(baseURL: baseURL)
            }
        }
        guard let session else { return loginRedirect(request, baseURL: baseURL) }
        if request.cookie("atlassian.xsrf.token") != session.xsrfToken { fresh = rest.cookies(session) }
        var response = await answer(name, request, session)
        // A session that WebSudo renewed brings its own cookies.
        let renewed = response.headers[values: .setCookie].contains { $0.hasPrefix("JSESSIONID") }
        if !renewed { response.headers.append(contentsOf: Answer.fields(fresh)) }
        return response
    }

    private func answer(_ name: String, _ request: Incoming, _ session: AccountSessions.Session) async -> Response {
        let isConfirmation = name.hasPrefix("WebSudoAuthenticate")
        if !isConfirmation, !(await sessions.useConfirmation(of: session.id)) {
            let target =
                request.path.dropFirst(configuration.jiraContextPath.count)
                + (request.rawQuery.isEmpty ? "" : "?" + request.rawQuery)
            let isPost = request.method == "POST" ? "&webSudoIsPost=true" : ""
            return Answer.redirect(
                to: "\(pages.base)/secure/admin/WebSudoAuthenticate!default.jspa?webSudoDestination="
                    + Form.encode(String(target)) + isPost)
        }
        let form = request.form
        if request.method == "POST" {
            if request.header("X-Atlassian-Token") == nil {
                await journal.violation("jira: POST \(name) without X-Atlassian-Token")
            }
            guard form["atl_token"] == session.xsrfToken else {
                if form["atl_token"] == nil { await journal.violation("jira: POST \(name) without atl_token") }
                return Answer.html(403, pages.xsrfError(token: session.xsrfToken))
            }
        }
        if isConfirmation { return await confirmation(name, request, form, session) }
        let parameters = request.method == "POST" ? form : request.query
        var response = await properties(name, request, parameters, session)
        response.headers.append(contentsOf: Answer.fields([Self.confirmed]))
        return response
    }

    private func confirmation(
        _ name: String, _ request: Incoming, _ form: Form, _ session: AccountSessions.Session
    ) async -> Response {
        guard name == "WebSudoAuthenticate.jspa", request.method == "POST" else {
            let page = pages.webSudo(
                destination: request.query["webSudoDestination"] ?? "/",
                isPost: request.query["webSudoIsPost"] == "true",
                token: session.xsrfToken, wrong: false)
            return Answer.html(200, page)
        }
        let destination = form["webSudoDestination"] ?? "/"
        guard let renewed = await sessions.confirm(session.id, password: form["webSudoPassword"] ?? "") else {
            let page = pages.webSudo(
                destination: destination, isPost: form["webSudoIsPost"] == "true", token: session.xsrfToken, wrong: true
            )
            return Answer.html(200, page)
        }
        let headers = [Self.confirmed] + rest.cookies(renewed)
        guard form["webSudoIsPost"] == "false" else {
            let action = escaped(pages.base + destination)
            let page = pages.page(
                "Redirecting", token: renewed.xsrfToken,
                body: "<form id=\"websudo-redirect\" method=\"post\" action=\"\(action)\"></form>")
            return Answer.html(200, page, headers: headers)
        }
        guard destination.hasPrefix("/"), !destination.hasPrefix("//") else {
            return Answer.redirect(to: "\(pages.base)/secure/MyJiraHome.jspa", headers: headers)
        }
        return Answer.redirect(to: pages.base + destination, headers: headers)
    }

    private func properties(
        _ name: String, _ request: Incoming, _ parameters: Form, _ session: AccountSessions.Session
    ) async -> Response {
        guard let account = await accounts.account(named: parameters["name"] ?? "") else {
            return Answer.html(200, pages.noSuchUser(token: session.xsrfToken))
        }
        let token = session.xsrfToken, existing = await accounts.properties(of: account.name)
        let key = parameters["key"] ?? "", value = parameters["value"] ?? ""
        switch (request.method, name) {
        case ("POST", "user/EditUserProperties!add.jspa"):
            do {
                try PropertyRules.checkNew(key: key, existing: existing)
                try PropertyRules.check(value: value)
            } catch {
                let refused = JiraPages.Submission(key: key, value: value, refusal: error)
                return Answer.html(200, pages.properties(of: account, existing, token: token, refused: refused))
            }
            return await write(value, key, account)
        case ("POST", "user/EditUserProperty!update.jspa"):
            do {
                guard existing[key] != nil else {
                    throw PropertyRules.Refusal(field: "key", message: "The 'key' does not exist for this user.")
                }
                try PropertyRules.check(value: value)
            } catch {
                let refused = JiraPages.Submission(key: key, value: value, refusal: error as? PropertyRules.Refusal)
                return Answer.html(200, pages.edit(account, refused, token: token))
            }
            return await write(value, key, account)
        case ("POST", "user/DeleteUserProperty.jspa") where parameters["confirm"] == "true":
            return existing[key] == nil ? done(account) : await write(nil, key, account)
        case (_, "user/DeleteUserProperty.jspa"):
            return Answer.html(200, pages.confirmDeletion(account, key: key, token: token))
        case ("GET", "user/EditUserProperty.jspa"):
            let form = JiraPages.Submission(key: key, value: existing[key] ?? "", refusal: nil)
            return Answer.html(200, pages.edit(account, form, token: token))
        default: return Answer.html(200, pages.properties(of: account, existing, token: token))
        }
    }

    private func write(_ value: String?, _ key: String, _ account: JiraAccount) async -> Response {
        await accounts.set([key: value], of: account.name)
        await journal.record(.wrote, at: .jira, account.name, key)
        return done(account)
    }

    private func done(_ account: JiraAccount) -> Response {
        Answer.redirect(to: "EditUserProperties.jspa?name=\(Form.encode(account.name))")
    }

    private func loginRedirect(_ request: Incoming, baseURL: String) -> Response {
        let destination = Form.encode(request.path + (request.rawQuery.isEmpty ? "" : "?" + request.rawQuery))
        return Answer.redirect(
            to: "\(baseURL)/login.jsp?permissionViolation=true&os_destination=\(destination)&page_caps=&user_role=ADMIN"
        )
    }

    /// Jira's XSRF filter distrusts what looks like a browser on another site.
    private func lookForBrowserMarks(_ request: Incoming) async {
        for name in ["Origin", "Referer"] where request.header(name) != nil {
            await journal.violation("jira: \(request.method) \(request.path) with a header \(name)")
        }
        if request.header("User-Agent")?.hasPrefix("Mozilla") == true, request.header("Accept-Language") == nil {
            await journal.violation("jira: \(request.method) \(request.path) poses as a browser")
        }
    }
}
