import Domain
import Foundation
import Hummingbird

/// Confluence's REST resources for finding users (contracts/confluence.md).
struct ConfluenceREST: Sendable {
    let configuration: SandboxConfiguration
    let accounts: ConfluenceAccounts
    let sessions: AccountSessions
    let journal: Journal

    private enum Caller {
        case known([(String, String)])
        case anonymous([(String, String)])
    }
    private static let longestPage = 200

    /// - Parameter path: what follows `/rest`.
    /// - Returns: nil: there is no such resource.
    func respond(to request: Incoming, _ path: [String], baseURL: String) async -> Response? {
        guard request.method == "GET", let resource = Self.resource(path) else { return nil }
        await journal.count("confluence.\(resource)")
        switch await caller(request) {
        case .anonymous(let headers):
            if resource == "user/current" {
                let body = AttributeValue.object([
                    "type": .text("anonymous"), "displayName": .text("Anonymous"),
                    "profilePicture": .object(["path": .text("/images/icons/profilepics/anonymous.svg")]),
                ])
                return Answer.json(200, body, headers: headers)
            }
            return ConfluenceErrors.json(
                headers.isEmpty ? 403 : 401, "User not permitted to view users", headers: headers)
        case .known(let headers):
            var response = await answer(resource, path, request.query, baseURL)
            response?.headers.append(contentsOf: Answer.fields(headers))
            return response
        }
    }

    private static func resource(_ path: [String]) -> String? {
        switch path.count {
        case 3 where path == ["api", "user", "current"]: "user/current"
        case 2 where path == ["api", "user"]: "user"
        case 3 where path == ["api", "user", "list"]: "user/list"
        case 4 where path[0] == "api" && path[1] == "group" && path[3] == "member": "group/member"
        case 4 where path.starts(with: ["mobile", "1.0", "profile"]): "mobile/profile"
        default: nil
        }
    }

    /// Who asks, by token, name and password, or session; bad credentials make the answer an anonymous one.
    private func caller(_ request: Incoming) async -> Caller {
        let ok = [("X-AUSERNAME", configuration.confluenceUsername), ("X-Seraph-LoginReason", "OK")]
        if let token = request.bearer {
            return token == configuration.confluenceToken ? .known(ok) : .anonymous([JiraErrors.failed])
        }
        if let (user, password) = request.basic {
            switch await sessions.signIn(user, password) {
            case .signedIn(let session): return .known(ok + cookies(session))
            case .refused: return .anonymous([JiraErrors.failed])
            case .captcha: return .anonymous([JiraErrors.denied])
            }
        }
        return await sessions.session(request.cookie("JSESSIONID")) == nil ? .anonymous([]) : .known(ok)
    }

    func cookies(_ session: AccountSessions.Session) -> [(String, String)] {
        let path = configuration.confluenceContextPath.isEmpty ? "/" : configuration.confluenceContextPath
        return [("Set-Cookie", "JSESSIONID=\(session.id); Path=\(path); HttpOnly")]
    }

    private func answer(_ resource: String, _ path: [String], _ query: Form, _ baseURL: String) async -> Response? {
        switch resource {
        case "user/current":
            return await user(accounts.account(named: configuration.confluenceUsername), query, baseURL)
        case "user":
            switch (query["username"], query["key"]) {
            case (let name?, nil): return await user(accounts.account(named: name), query, baseURL)
            case (nil, let key?): return await user(accounts.account(key: key), query, baseURL)
            default: return ConfluenceErrors.json(400, "Either username or key must be given")
            }
        case "user/list": return configuration.confluenceListsUsers ? await list(query, baseURL, "user/list") : nil
        case "group/member":
            guard path[2] == configuration.confluenceGroup else {
                return ConfluenceErrors.json(404, "No group found with name: \(path[2])")
            }
            return await list(query, baseURL, "group/\(path[2])/member")
        default: return configuration.confluenceHasMobile ? await mobile(path[3]) : nil
        }
    }

    private func user(_ account: ConfluenceAccount?, _ query: Form, _ baseURL: String) -> Response {
        guard let account else { return ConfluenceErrors.json(404, "No user found with that name or key") }
        let expanded = query["expand"]?.split(separator: ",").contains("status") == true
        return Answer.json(200, account.json(baseURL: baseURL, status: expanded))
    }

    /// Whatever limit was wished for, the answer's `limit` and `size` say what came.
    private func list(_ query: Form, _ baseURL: String, _ resource: String) async -> Response {
        let limit = min(max(1, Int(query["limit"] ?? "") ?? 25), Self.longestPage)
        let start = max(0, Int(query["start"] ?? "") ?? 0)
        let page = await accounts.page(from: start, limit: limit + 1)
        var links: [String: AttributeValue] = ["base": .text(baseURL), "context": .text("")]
        if page.count > limit {
            links["next"] = .text("/rest/api/\(resource)?limit=\(limit)&start=\(start + limit)")
        }
        let results = page.prefix(limit).map { $0.json(baseURL: baseURL, status: false) }
        let body = AttributeValue.object([
            "results": .list(results), "start": .number(String(start)), "limit": .number(String(limit)),
            "size": .number(String(results.count)), "_links": .object(links),
        ])
        return Answer.json(200, body)
    }

    /// Some of the profile with the email; an unknown user is a 200.
    private func mobile(_ name: String) async -> Response {
        guard let account = await accounts.account(named: name) else {
            return Answer.json(200, .object(["userName": .text(name), "unknownUser": .flag(true)]))
        }
        var body: [String: AttributeValue] = [
            "userName": .text(account.name), "fullName": .text(account.fullName), "email": .text(account.email),
        ]
        body["department"] = await accounts.details(key: account.key)["department"].map(AttributeValue.text)
        return Answer.json(200, .object(body))
    }
}
