import Adapters
import Domain
import Foundation
import HTTPTypes
import Hummingbird
import OpenSSL
import Settings
import Synchronization
import TestSupport

/// Google's Directory API and its token endpoint, as far as contracts/google.md tells, on one loopback server.
final class GoogleImitation: Sendable {
    struct State {
        var users: [String: [String: AttributeValue]] = [:]
        var schemas: [String: [String]] = ["HR": ["contact", "costCentre", "phones"]]
        /// Scopes that the service account was granted.
        var granted: Set<String> = [GoogleImitation.userScope, GoogleImitation.schemaScope]
        /// What assertions claimed, in the order they came.
        var assertions: [[String: AttributeValue]] = []
        var requests: [LoopbackServer.Received] = []
        /// The scopes of the tokens that are taken.
        var tokens: [String: String] = [:]
        var lifetime = 3599
        /// Channels that live, each with what it watches.
        var channels: [String: Channel] = [:]
        /// The life that is granted at most, in seconds.
        var channelLife: TimeInterval = 21_600
    }

    struct Channel: Sendable, Hashable {
        let event: String
        let resource: String
        let address: String
        let token: String
        let expires: Date
    }

    typealias Override = @Sendable (LoopbackServer.Received) async throws -> Response?

    static let userScope = "https://www.googleapis.com/auth/admin.directory.user.readonly"
    static let schemaScope = "https://www.googleapis.com/auth/admin.directory.userschema.readonly"

    let state = Mutex(State())
    let time: any TimeSource
    private let override: Override

    /// - Parameter override: Answers in Google's place where it does not give nil.
    init(time: any TimeSource = SystemTime(), override: @escaping Override = { _ in nil }) {
        self.time = time
        self.override = override
    }

    /// - Parameter manager: What stands in the relation.
    func add(
        _ id: String, _ login: String, manager: String? = nil, _ more: [String: AttributeValue] = [:]
    ) {
        var user: [String: AttributeValue] = [
            "kind": .text("admin#directory#user"), "id": .text(id), "etag": .text("\"e-\(id)\""),
            "primaryEmail": .text(login), "suspended": .flag(false), "archived": .flag(false),
            "orgUnitPath": .text("/"), "emails": .list([.object(["address": .text(login), "primary": .flag(true)])]),
        ]
        if let manager {
            user["relations"] = .list([.object(["type": .text("manager"), "value": .text(manager)])])
        }
        user.merge(more) { $1 }
        state.withLock { $0.users[id] = user }
    }

    var requests: [LoopbackServer.Received] { state.withLock { $0.requests } }
    var targets: [String] { requests.map { "\($0.method) \($0.target)" } }
    /// Those to the API, without sign-ins.
    var calls: [String] { targets.filter { !$0.hasSuffix(" /token") } }
    var assertions: [[String: AttributeValue]] { state.withLock { $0.assertions } }
    var signIns: Int { requests.count { $0.path == "/token" } }

    func answer(_ request: LoopbackServer.Received) async throws -> Response {
        state.withLock { $0.requests.append(request) }
        if let answer = try await override(request) { return answer }
        if request.path == "/token" { return grant(request) }
        let token = (request.headers[.authorization] ?? "").replacing("Bearer ", with: "")
        guard let scope = state.withLock({ $0.tokens[token] }) else { return .google(401, "authError") }
        let needed = request.path.hasSuffix("/schemas") ? Self.schemaScope : Self.userScope
        guard scope == needed else { return .google(403, "insufficientPermissions") }
        let users = "/admin/directory/v1/users"
        switch (request.method, request.path) {
        case ("GET", users): return list(request)
        case ("GET", let path) where path.hasPrefix(users + "/"): return user(request)
        case ("GET", "/admin/directory/v1/customer/my_customer/schemas"): return schemas()
        case ("POST", users + "/watch"): return watch(request)
        case ("POST", "/admin/directory_v1/channels/stop"): return stop(request)
        default: return .text("<html>404", status: 404, type: "text/html")
        }
    }

    private func list(_ request: LoopbackServer.Received) -> Response {
        let query = request.query
        guard query["customer"] == "my_customer", let most = Int(query["maxResults"] ?? "100"), (1...500).contains(most)
        else { return .google(400, "invalid") }
        guard let start = Int(query["pageToken"]?.replacing("page-", with: "") ?? "0") else {
            return .google(400, "invalid")
        }
        var users = state.withLock { $0.users.values.map { $0 } }
        users.sort { ($0["primaryEmail"]?.text ?? "") < ($1["primaryEmail"]?.text ?? "") }
        if let text = query["query"] {
            guard let wanted = Self.search(text) else { return .google(400, "invalid") }
            users = users.filter { user in
                let value = wanted.path.reduce(AttributeValue.object(user) as AttributeValue?) { $0?[$1] }
                return value == .text(wanted.value)
            }
        }
        let page = users.dropFirst(start).prefix(most)
        var body: [String: AttributeValue] = ["kind": .text("admin#directory#users")]
        if !page.isEmpty { body["users"] = .list(page.map { .object(shown($0, query)) }) }
        if start + page.count < users.count { body["nextPageToken"] = .text("page-\(start + page.count)") }
        return .json(body)
    }

    /// `givenName='O\'Brien'`, `HR.contact='x'`
    private static func search(_ text: String) -> (path: [String], value: String)? {
        guard let match = text.wholeMatch(of: /([A-Za-z.]+)='((?:[^'\\]|\\.)*)'/) else { return nil }
        let value = String(match.2).replacing(#"\'"#, with: "'").replacing(#"\\"#, with: #"\"#)
        let field = String(match.1)
        if field == "givenName" { return (["name", field], value) }
        return (field.contains(".") ? ["customSchemas"] + field.split(separator: ".").map(String.init) : [field], value)
    }

    private func user(_ request: LoopbackServer.Received) -> Response {
        let raw = request.target.prefix { $0 != "?" }.dropFirst("/admin/directory/v1/users/".count)
        guard !raw.contains("/"), raw != "..", let key = String(raw).removingPercentEncoding else {
            return .text("<html>404", status: 404, type: "text/html")
        }
        let users = state.withLock { $0.users }
        let found =
            users[key]
            ?? users.values.first { user in
                let addresses = [user["primaryEmail"]] + [user["aliases"]?[0]]
                return addresses.contains { $0?.text?.lowercased() == key.lowercased() }
            }
        guard let found else { return .google(404, "notFound") }
        return .json(shown(found, request.query))
    }

    private func shown(_ user: [String: AttributeValue], _ query: [String: String]) -> [String: AttributeValue] {
        user.filter { $0.key != "customSchemas" || query["projection"] == "full" }
    }

    private func schemas() -> Response {
        let schemas = state.withLock { $0.schemas }.map { name, fields in
            AttributeValue.object([
                "schemaName": .text(name), "fields": .list(fields.map { .object(["fieldName": .text($0)]) }),
            ])
        }
        return .json(["kind": .text("admin#directory#schemas"), "schemas": .list(schemas)])
    }
}

extension Response {
    /// Google's error object; its message holds what errors of ours must not.
    static func google(_ status: Int, _ reason: String, headers: [String: String] = [:]) -> Response {
        let words = "words about ada@example.com and s3cret"
        let error = AttributeValue.object([
            "error": .object([
                "code": .number("\(status)"), "message": .text(words),
                "errors": .list([
                    .object(["domain": .text("global"), "reason": .text(reason), "message": .text(words)])
                ]),
            ])
        ])
        return .text(String(decoding: error.json, as: UTF8.self), status: status, headers: headers)
    }
}
