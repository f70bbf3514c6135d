import Domain
import Foundation
import Hummingbird

/// Jira's REST resources: the session, and finding users (contracts/jira.md).
struct JiraREST: Sendable {
    let configuration: SandboxConfiguration
    let accounts: JiraAccounts
    let sessions: AccountSessions
    let journal: Journal

    enum Caller { case known([(String, String)]), refused(Response) }

    /// - Parameter path: what follows `/rest`.
    /// - Returns: nil: there is no such resource.
    func respond(to request: Incoming, _ path: [String], baseURL: String) async -> Response? {
        if path == ["auth", "1", "session"] { return await session(request, baseURL: baseURL) }
        guard path.count > 2, path[0] == "api", path[1] == "2" || path[1] == "latest" else { return nil }
        let resource = path.dropFirst(2).joined(separator: "/")
        let known = ["serverInfo", "myself", "user", "user/search", "user/list", "group/member"]
        guard known.contains(resource), request.method == "GET" else { return nil }
        await journal.count("jira.\(resource)")
        if resource == "serverInfo" { return serverInfo(baseURL) }
        switch await caller(request, baseURL: baseURL) {
        case .refused(let response): return response
        case .known(let headers):
            var response = await answer(resource, request, baseURL: baseURL)
            for field in Answer.fields(headers) { response?.headers.append(field) }
            return response
        }
    }

    /// Who asks: by token, name and password, or session.
    func caller(_ request: Incoming, baseURL: String) async -> Caller {
        let ok = [("X-AUSERNAME", configuration.jiraUsername), ("X-Seraph-LoginReason", "OK")]
        if let token = request.bearer {
            // A session made by a token is thrown away after the request: no cookie.
            return token == configuration.jiraToken ? .known(ok) : .refused(JiraErrors.unauthorized())
        }
        if let (user, password) = request.basic {
            switch await sessions.signIn(user, password) {
            case .signedIn(let session): return .known(ok + cookies(session))
            case .refused: return .refused(JiraErrors.unauthorized())
            case .captcha: return .refused(JiraErrors.captcha(baseURL: baseURL))
            }
        }
        if await sessions.session(request.cookie("JSESSIONID")) != nil { return .known(ok) }
        return .refused(JiraErrors.unauthorized())
    }

    func cookies(_ session: AccountSessions.Session) -> [(String, String)] {
        let path = configuration.jiraContextPath.isEmpty ? "/" : configuration.jiraContextPath
        return [
            ("Set-Cookie", "JSESSIONID=\(session.id); Path=\(path); HttpOnly"),
            ("Set-Cookie", "atlassian.xsrf.token=\(session.xsrfToken); Path=\(path)"),
        ]
    }

    private func session(_ request: Incoming, baseURL: String) async -> Response? {
        await journal.count("jira.session")
        switch request.method {
        case "POST":
            guard request.header("Content-Type")?.lowercased().hasPrefix("application/json") == true else {
                return JiraErrors.json(415, ["Unsupported Media Type"])
            }
            let body = try? AttributeValue(json: request.body)
            guard let username = body?["username"]?.string, let password = body?["password"]?.string else {
                return JiraErrors.json(400, ["username and password are required"])
            }
            switch await sessions.signIn(username, password) {
            case .signedIn(let session):
                let text: AttributeValue = .object([
                    "session": .object(["name": .text("JSESSIONID"), "value": .text(session.id)]),
                    "loginInfo": .object(["loginCount": .number("1")]),
                ])
                return Answer.json(
                    200, text, headers: cookies(session) + [("X-AUSERNAME", configuration.jiraUsername)])
            case .refused: return JiraErrors.json(401, ["Login failed"], headers: [JiraErrors.failed])
            case .captcha: return JiraErrors.captcha(baseURL: baseURL)
            }
        case "GET":
            guard await sessions.session(request.cookie("JSESSIONID")) != nil else { return JiraErrors.unauthorized() }
            return Answer.json(200, .object(["name": .text(configuration.jiraUsername)]))
        case "DELETE":
            guard let id = request.cookie("JSESSIONID") else { return JiraErrors.unauthorized() }
            await sessions.end(id)
            return Answer.empty(204)
        default: return nil
        }
    }

    private func answer(_ resource: String, _ request: Incoming, baseURL: String) async -> Response? {
        let query = request.query
        switch resource {
        case "myself":
            return await user(accounts.account(named: configuration.jiraUsername), configuration.jiraUsername, baseURL)
        case "user":
            switch (query["username"], query["key"]) {
            case (let name?, nil): return await user(accounts.account(named: name), name, baseURL)
            case (nil, let key?): return await user(accounts.account(key: key), key, baseURL)
            case (nil, nil):
                return JiraErrors.json(404, ["Either the 'username' or the 'key' query parameters need to be provided"])
            default:
                return JiraErrors.json(400, ["Only one of the 'username' or 'key' query parameters can be provided"])
            }
        case "user/search": return await search(query, baseURL)
        case "user/list": return configuration.jiraListsUsers ? await list(query, baseURL) : nil
        case "group/member": return await members(query, baseURL)
        default: return nil
        }
    }

    private func user(_ account: JiraAccount?, _ name: String, _ baseURL: String) -> Response {
        guard let account else { return JiraErrors.json(404, ["The user named '\(name)' does not exist"]) }
        return Answer.json(200, account.json(baseURL: baseURL))
    }

    /// From 10.x on only the first 100 results can be reached.
    private func search(_ query: Form, _ baseURL: String) async -> Response {
        guard let text = query["username"], !text.isEmpty else {
            return JiraErrors.json(400, ["The username query parameter was not provided"])
        }
        let start = max(0, Int(query["startAt"] ?? "") ?? 0), count = max(0, Int(query["maxResults"] ?? "") ?? 50)
        let found = await accounts.search(text, atMost: 100, inactive: query["includeInactive"] == "true")
        let page = found.dropFirst(start).prefix(count).map { $0.json(baseURL: baseURL) }
        return Answer.json(200, .list(Array(page)))
    }

    private func list(_ query: Form, _ baseURL: String) async -> Response {
        let limit = min(max(1, Int(query["maxResults"] ?? "") ?? 50), 1_000)
        let start = Int(query["cursor"] ?? "") ?? 0
        let page = await accounts.page(from: start, limit: limit)
        var body: [String: AttributeValue] = [
            "self": .text("\(baseURL)/rest/api/2/user/list"), "maxResults": .number(String(limit)),
            "isLast": .flag(page.next == nil), "values": .list(page.accounts.map { $0.json(baseURL: baseURL) }),
        ]
        if let next = page.next {
            body["nextCursor"] = .text(String(next))
            body["nextPage"] = .text("\(baseURL)/rest/api/2/user/list?cursor=\(next)&maxResults=\(limit)")
        }
        return Answer.json(200, .object(body))
    }

    private func members(_ query: Form, _ baseURL: String) async -> Response {
        guard query["groupname"] == configuration.jiraGroup else {
            return JiraErrors.json(404, ["The group named '\(query["groupname"] ?? "")' does not exist."])
        }
        let limit = min(max(1, Int(query["maxResults"] ?? "") ?? 50), 50)
        let start = max(0, Int(query["startAt"] ?? "") ?? 0)
        let inactive = query["includeInactiveUsers"] == "true"
        let page = await accounts.page(from: 0, limit: start + limit, inactive: inactive)
        let values = page.accounts.dropFirst(start).map { $0.json(baseURL: baseURL) }
        let body: [String: AttributeValue] = [
            "self": .text("\(baseURL)/rest/api/2/group/member"), "maxResults": .number(String(limit)),
            "startAt": .number(String(start)), "isLast": .flag(page.next == nil), "values": .list(Array(values)),
        ]
        return Answer.json(200, .object(body))
    }

    private func serverInfo(_ baseURL: String) -> Response {
        let body: AttributeValue = .object([
            "baseUrl": .text(baseURL), "version": .text(configuration.jiraListsUsers ? "10.3.1" : "9.12.15"),
            "deploymentType": .text("Server"), "serverTitle": .text("Jira imitation"),
        ])
        return Answer.json(200, body)
    }
}
