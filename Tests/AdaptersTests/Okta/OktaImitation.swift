import Adapters
import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Synchronization
import TestSupport

/// Okta's management API, as far as contracts/okta.md tells, on one loopback server.
final class OktaImitation: Sendable {
    struct State {
        var users: [String: [String: AttributeValue]] = [:]
        /// What searches see; nil: the users themselves.
        var index: [String: [String: AttributeValue]]?
        var custom = ["costCode", "dienstort", "badges"]
        var hooks: [[String: AttributeValue]] = []
        var secrets: [String: String] = [:]
        var requests: [LoopbackServer.Received] = []
        /// The API token; nil: whoever comes so far may ask.
        var token: String? = "00t0ken"
    }

    typealias Override = @Sendable (LoopbackServer.Received) async throws -> Response?

    static let base: Set<String> = [
        "login", "email", "secondEmail", "firstName", "lastName", "displayName", "title", "department",
        "employeeNumber", "mobilePhone", "manager", "managerId",
    ]

    let state = Mutex(State())
    private let override: Override

    /// - Parameter override: Answers in Okta's place where it does not give nil.
    init(override: @escaping Override = { _ in nil }) {
        self.override = override
    }

    func add(_ person: StandPerson, _ more: [String: AttributeValue] = [:], status: String = "ACTIVE") {
        // Empty attributes are absent or null.
        var profile: [String: AttributeValue] = [
            "login": .text(person.login), "email": person.mail.map(AttributeValue.text) ?? .null,
        ]
        profile["firstName"] = person.givenName.map(AttributeValue.text)
        profile["managerId"] = person.managerID.map(AttributeValue.text)
        profile.merge(more) { $1 }
        let user: [String: AttributeValue] = [
            "id": .text(person.id), "status": .text(status), "created": .text("2026-01-01T00:00:00.000Z"),
            "lastLogin": .null, "type": .object(["id": .text("oty1")]), "profile": .object(profile),
            "credentials": .object(["provider": .object(["type": .text("OKTA")])]),
            "_links": .object(["self": .object(["href": .text("https://example.okta.com/api/v1/users/x")])]),
        ]
        state.withLock { $0.users[person.id] = user }
    }

    var requests: [LoopbackServer.Received] { state.withLock { $0.requests } }
    var targets: [String] { requests.map { "\($0.method) \($0.target)" } }

    func answer(_ request: LoopbackServer.Received) async throws -> Response {
        state.withLock { $0.requests.append(request) }
        if let answer = try await override(request) { return answer }
        if let token = state.withLock({ $0.token }), request.headers[.authorization] != "SSWS " + token {
            return .okta(401, "E0000011")
        }
        let path = String(request.target.prefix { $0 != "?" })
        switch (request.method, path) {
        case ("GET", "/api/v1/users"): return list(request)
        case ("GET", "/api/v1/meta/schemas/user/default"): return schema
        case ("GET", _) where path.hasPrefix("/api/v1/users/"):
            return user(String(path.dropFirst("/api/v1/users/".count)))
        case (_, _) where path.hasPrefix("/api/v1/eventHooks"):
            return try await eventHooks(String(path.dropFirst("/api/v1/eventHooks".count)), request)
        default: return .okta(404, "E0000022")
        }
    }

    private var schema: Response {
        let custom = state.withLock { $0.custom }
        func properties(_ names: some Sequence<String>) -> AttributeValue {
            .object([
                "properties": .object(
                    Dictionary(uniqueKeysWithValues: names.map { ($0, .object(["type": .text("string")])) }))
            ])
        }
        return .json(["definitions": .object(["base": properties(Self.base), "custom": properties(custom)])])
    }

    private func user(_ segment: String) -> Response {
        guard !segment.contains("/"), segment != "..", let text = segment.removingPercentEncoding else {
            return .okta(404, "E0000022")
        }
        let users = state.withLock { $0.users }
        let found =
            users[text]
            ?? users.values.first { user in
                let login = user["profile"]?["login"]?.text?.lowercased()
                return login == text.lowercased() || login?.prefix { $0 != "@" } == text.lowercased()[...]
            }
        return found.map { .json($0) } ?? .okta(404, "E0000007", "Not found: Resource not found: \(text) (User)")
    }

    /// At most 200 users, and a link to the next ones beside one to the page itself.
    private func list(_ request: LoopbackServer.Received) -> Response {
        let (users, index) = state.withLock { ($0.users, $0.index) }
        var shown: [[String: AttributeValue]]
        if let search = request.query["search"] {
            guard let match = search.wholeMatch(of: /(status|profile\.\w+) eq "((?:[^"\\]|\\.)*)"/) else {
                return .okta(400, "E0000031", "Invalid search criteria.")
            }
            let value = String(match.2).replacing(/\\(.)/) { String($0.1) }
            shown = (index ?? users).values.filter { user in
                let names = match.1.split(separator: ".").map(String.init)
                let found = names.dropFirst().reduce(user[names[0]]) { $0?[$1] }
                return found?.text?.lowercased() == value.lowercased()
            }
        } else {
            shown = users.values.filter { $0["status"] != .text("DEPROVISIONED") }
        }
        shown.sort { ($0["id"]?.text ?? "") < ($1["id"]?.text ?? "") }
        guard let limit = Int(request.query["limit"] ?? "200"), (1...200).contains(limit) else {
            return .okta(400, "E0000001")
        }
        let after = request.query["after"] ?? ""
        guard after.isEmpty || shown.contains(where: { $0["id"] == .text(after) }) else {
            return .okta(400, "E0000001")
        }
        let rest = shown.drop { ($0["id"]?.text ?? "") <= after }
        let page = rest.prefix(limit)
        let base = "http://\(request.authority)/api/v1/users"
        var links = [#"<\#(base)?limit=\#(limit)>; rel="self""#]
        if page.count < rest.count, let last = page.last?["id"]?.text {
            let search = request.query["search"].map { "&search=\(PercentEncoding.component($0))" } ?? ""
            links.append(#"<\#(base)?after=\#(last)&limit=\#(limit)\#(search)>; rel="next""#)
        }
        return .json(page.map(AttributeValue.object), links: links)
    }
}

extension Response {
    static func json(_ items: [AttributeValue], links: [String] = []) -> Response {
        var response = Response.text(String(decoding: AttributeValue.list(items).json, as: UTF8.self))
        for link in links {
            if let name = HTTPField.Name("Link") { response.headers.append(HTTPField(name: name, value: link)) }
        }
        return response
    }

    static func okta(
        _ status: Int, _ code: String, _ summary: String = "words about s3cret", headers: [String: String] = [:]
    ) -> Response {
        let error = AttributeValue.object([
            "errorCode": .text(code), "errorSummary": .text(summary), "errorLink": .text(code),
            "errorId": .text("oae1"), "errorCauses": .list([]),
        ])
        return .text(String(decoding: error.json, as: UTF8.self), status: status, headers: headers)
    }
}
