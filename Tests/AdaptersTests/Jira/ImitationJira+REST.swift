import Foundation
import HTTPTypes
import Hummingbird
import Synchronization
import TestSupport

extension ImitationJira {
    func signIn(_ request: LoopbackServer.Received, _ traits: Traits) -> Response {
        guard traits.hasSessionResource, request.method == "POST" else {
            return .html("<html><body>null for uri</body></html>", status: 404)
        }
        let fields = (try? JSONDecoder().decode([String: String].self, from: request.body)) ?? [:]
        let isRight = fields["username"] == Self.username && fields["password"] == Self.password
        guard let refusal = judge(isRight, traits) else {
            return Response.text(#"{"session":{"name":"JSESSIONID"}}"#, headers: ["X-AUSERNAME": "anonymous"])
                .setting(cookies: open(isConfirmed: false, traits))
        }
        return refusal
    }

    /// What a refused sign-in gets; nil: it is right.
    private func judge(_ isRight: Bool, _ traits: Traits) -> Response? {
        let isLetIn = isRight && !traits.isCaptchaDue
        noteSignIn(isLetIn)
        if isLetIn { return nil }
        if traits.isCaptchaDue {
            return .text(
                #"{"errorMessages":["Login denied"],"errors":{}}"#, status: 403,
                headers: [
                    "X-Seraph-LoginReason": "AUTHENTICATION_DENIED",
                    "X-Authentication-Denied-Reason": "CAPTCHA_CHALLENGE; login-url=/login.jsp",
                ])
        }
        return .text(
            #"{"errorMessages":["Login failed"],"errors":{}}"#, status: 401,
            headers: ["X-Seraph-LoginReason": "AUTHENTICATED_FAILED"])
    }

    func rest(_ request: LoopbackServer.Received, _ resource: String, _ traits: Traits) -> Response {
        var cookies: [String] = []
        if let isRight = isBasicRight(request) {
            if let refusal = judge(isRight, traits) { return refusal }
            cookies = open(isConfirmed: false, traits)
        } else if session(of: request) == nil, !hasBearer(request) {
            return .text(#"{"errorMessages":["You are not authenticated"],"errors":{}}"#, status: 401)
        }
        switch resource {
        case "myself":
            return Response.text(#"{"name":"\#(Self.username)","key":"JIRAUSER10000"}"#).setting(cookies: cookies)
        case "serverInfo": return .text(#"{"version":"9.12.4","buildNumber":912004}"#)
        case "user": return user(request.query)
        case "user/search": return search(request.query)
        default: return .text(#"{"message":"null for uri","status-code":404}"#, status: 404)
        }
    }

    private func user(_ query: [String: String]) -> Response {
        let found = query["key"].map { person($0) } ?? person(named: query["username"] ?? "")
        guard let person = found else {
            let name = query["username"] ?? query["key"] ?? ""
            return .text(
                Self.json(["errorMessages": ["The user named '\(name)' does not exist"], "errors": [:]]), status: 404)
        }
        return .text(Self.json(Self.description(of: person)))
    }

    private func search(_ query: [String: String]) -> Response {
        let text = (query["username"] ?? "").lowercased()
        let start = Int(query["startAt"] ?? "") ?? 0, limit = Int(query["maxResults"] ?? "") ?? 50
        let found = state.withLock { Array($0.people.values) }.filter { person in
            !person.deleted && (person.active || query["includeInactive"] == "true")
                && [person.name, person.displayName, person.email].contains { $0.lowercased().hasPrefix(text) }
        }.sorted { $0.key < $1.key }
        // 10.x and later: nothing beyond the first hundred.
        let page = found.prefix(100).dropFirst(start).prefix(limit)
        return .text(Self.json(page.map(Self.description)))
    }

    private static func description(of person: Person) -> [String: Any] {
        [
            "self": "http://jira/rest/api/2/user?username=\(person.name)", "key": person.key, "name": person.name,
            "emailAddress": person.email, "displayName": person.displayName, "active": person.active,
            "deleted": person.deleted, "timeZone": "Europe/Berlin",
        ]
    }
}
