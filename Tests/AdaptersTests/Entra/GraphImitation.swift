import Adapters
import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Settings
import Synchronization
import TestSupport

/// Microsoft Graph and its sign-in, as far as contracts/microsoft-graph.md tells, on one loopback server.
final class GraphImitation: Sendable {
    struct State {
        var users: [String: [String: AttributeValue]] = [:]
        var managers: [String: String] = [:]
        var subscriptions: [[String: AttributeValue]] = []
        var signIns = 0
        var requests: [LoopbackServer.Received] = []
        /// Tokens that are taken.
        var valid: Set<String> = []
        var lifetime = 3599
    }

    typealias Override = @Sendable (LoopbackServer.Received) async throws -> Response?

    static let known: Set<String> = [
        "id", "givenName", "mail", "userPrincipalName", "employeeId", "department", "accountEnabled", "businessPhones",
        "onPremisesExtensionAttributes", "displayName",
    ]

    let state = Mutex(State())
    private let override: Override

    /// - Parameter override: Answers in Graph's place where it does not give nil.
    init(override: @escaping Override = { _ in nil }) {
        self.override = override
    }

    func add(_ person: StandPerson, _ more: [String: AttributeValue] = [:]) {
        var user: [String: AttributeValue] = Dictionary(uniqueKeysWithValues: Self.known.map { ($0, .null) })
        user["id"] = .text(person.id)
        user["userPrincipalName"] = .text(person.login)
        user["mail"] = person.mail.map(AttributeValue.text) ?? .null
        user["givenName"] = person.givenName.map(AttributeValue.text) ?? .null
        user["accountEnabled"] = .flag(true)
        user["businessPhones"] = .list([])
        user.merge(more) { $1 }
        state.withLock { state in
            state.users[person.id] = user
            state.managers[person.id] = person.managerID
        }
    }

    var requests: [LoopbackServer.Received] { state.withLock { $0.requests } }
    var signIns: Int { state.withLock { $0.signIns } }
    var targets: [String] { requests.map { "\($0.method) \($0.target)" } }

    func answer(_ request: LoopbackServer.Received) async throws -> Response {
        state.withLock { $0.requests.append(request) }
        let isSignIn = request.path.hasSuffix("/oauth2/v2.0/token")
        if isSignIn { state.withLock { $0.signIns += 1 } }
        if let answer = try await override(request) { return answer }
        if isSignIn { return grant(request) }
        let token = (request.headers[.authorization] ?? "").replacing("Bearer ", with: "")
        guard state.withLock({ $0.valid.contains(token) }) else { return .graph(401, "InvalidAuthenticationToken") }
        switch (request.method, request.path) {
        case ("GET", "/v1.0/users"): return list(request)
        case ("GET", let path) where path.hasPrefix("/v1.0/users"): return user(request)
        case ("GET", "/v1.0/subscriptions"): return .json(["value": .list(all.map(AttributeValue.object))])
        case ("POST", "/v1.0/subscriptions"): return try await subscribe(request)
        case ("PATCH", let path): return renew(String(path.dropFirst("/v1.0/subscriptions/".count)), request)
        case ("DELETE", let path): return remove(String(path.dropFirst("/v1.0/subscriptions/".count)))
        default: return .graph(400, "BadRequest", "Resource not found for the segment")
        }
    }

    private func grant(_ request: LoopbackServer.Received) -> Response {
        let form = request.form
        guard request.target == "/tenant/oauth2/v2.0/token", form["grant_type"] == "client_credentials",
            form["client_id"] == "client", form["scope"]?.hasSuffix("/.default") == true
        else { return .oauth(400, "invalid_request", 900_144) }
        guard form["client_secret"] == "s3cret+&=%" else { return .oauth(401, "invalid_client", 7_000_215) }
        return state.withLock { state in
            let token = "token-\(state.signIns)"
            state.valid.insert(token)
            return .text(#"{"token_type":"Bearer","expires_in":\#(state.lifetime),"access_token":"\#(token)"}"#)
        }
    }

    private func list(_ request: LoopbackServer.Received) -> Response {
        guard let filter = request.query["$filter"] else { return page(request) }
        guard let match = filter.wholeMatch(of: /(\w+) eq '((?:[^']|'')*)'/) else {
            return .graph(400, "Request_UnsupportedQuery", "Invalid filter clause")
        }
        let name = String(match.1)
        let isAdvanced = request.headers[HTTPField.Name("ConsistencyLevel") ?? .accept] == "eventual"
        guard
            ["mail", "userPrincipalName", "employeeId"].contains(name)
                || isAdvanced && request.query["$count"] == "true"
        else { return .graph(400, "Request_UnsupportedQuery", "Unsupported Query.") }
        let value = String(match.2).replacing("''", with: "'")
        let found = state.withLock { $0.users.values.filter { $0[name] == .text(value) } }
        return .json(["value": .list(found.map { .object(["id": $0["id"] ?? .null]) })])
    }

    /// At most 999 users, 100 with `$expand`, and a link to the next ones.
    private func page(_ request: LoopbackServer.Received) -> Response {
        let users = state.withLock { state in state.users.keys.sorted().compactMap { state.users[$0] } }
        let most = request.query["$expand"] == nil ? 999 : 100
        guard let top = Int(request.query["$top"] ?? "100"), (1...999).contains(top) else {
            return .graph(400, "Request_UnsupportedQuery", "Invalid page size specified.")
        }
        guard let start = Int(request.query["$skiptoken"] ?? "0") else {
            return .graph(400, "Directory_InvalidPageToken", "Skip token is not valid.")
        }
        var shown: [AttributeValue] = []
        for user in users.dropFirst(start).prefix(min(top, most)) {
            switch self.shown(user, request) {
            case .success(let members): shown.append(.object(members))
            case .failure(let refusal): return refusal.response
            }
        }
        var body: [String: AttributeValue] = ["value": .list(shown)]
        if start + shown.count < users.count {
            let kept = request.target.split(separator: "?").last?.split(separator: "&").filter {
                !$0.hasPrefix("$skiptoken")
            }
            let query = (kept ?? []).joined(separator: "&") + "&$skiptoken=\(start + shown.count)"
            body["@odata.nextLink"] = .text("http://\(request.authority)/v1.0/users?\(query)")
        }
        return .json(body)
    }

    private func user(_ request: LoopbackServer.Received) -> Response {
        let raw = request.target.prefix { $0 != "?" }.dropFirst("/v1.0/users".count)
        let segment = String(raw).removingPercentEncoding ?? ""
        let isQuoted = segment.hasPrefix("('")
        guard isQuoted || !raw.dropFirst().contains("/") else { return .graph(400, "BadRequest", "segment") }
        let quoted = String(segment.dropFirst(2).dropLast(2)).replacing("''", with: "'")
        let name = isQuoted ? quoted : String(segment.dropFirst())
        if !isQuoted, name.hasPrefix("$") { return .graph(400, "BadRequest", "a system query") }
        let users = state.withLock { $0.users }
        guard let user = users[name] ?? users.values.first(where: { $0["userPrincipalName"] == .text(name) }) else {
            return .graph(404, "Request_ResourceNotFound", "Resource '\(name)' does not exist")
        }
        switch shown(user, request) {
        case .success(var answer):
            answer["@odata.context"] = .text("https://graph.microsoft.com/v1.0/$metadata#users/$entity")
            return .json(answer)
        case .failure(let refusal): return refusal.response
        }
    }

    private struct Refusal: Error {
        let response: Response
    }

    /// What was selected of a user and, where it was asked for, of the manager.
    private func shown(
        _ user: [String: AttributeValue], _ request: LoopbackServer.Received
    ) -> Result<[String: AttributeValue], Refusal> {
        let (users, managers) = state.withLock { ($0.users, $0.managers) }
        let select = (request.query["$select"] ?? "").split(separator: ",").map(String.init)
        if let x = select.first(where: { !Self.known.contains($0) }) {
            return .failure(Refusal(response: .unknownProperty(x, "user")))
        }
        var answer = user.filter { select.contains($0.key) }
        if let expand = request.query["$expand"]?.wholeMatch(of: /manager\(\$select=(.*)\)/) {
            let names = expand.1.split(separator: ",").map(String.init)
            if let x = names.first(where: { !Self.known.contains($0) }) {
                return .failure(Refusal(response: .unknownProperty(x, "directoryObject")))
            }
            if let manager = managers[user["id"]?.text ?? ""].flatMap({ users[$0] }) {
                answer["manager"] = .object(manager.filter { names.contains($0.key) })
            }
        }
        return .success(answer)
    }
}

extension Response {
    static func json(_ members: [String: AttributeValue], status: Int = 200) -> Response {
        .text(String(decoding: AttributeValue.object(members).json, as: UTF8.self), status: status)
    }

    static func graph(_ status: Int, _ code: String, _ message: String = "words", headers: [String: String] = [:])
        -> Response
    {
        let error = AttributeValue.object(["error": .object(["code": .text(code), "message": .text(message)])])
        return .text(String(decoding: error.json, as: UTF8.self), status: status, headers: headers)
    }

    static func oauth(_ status: Int, _ error: String, _ code: Int) -> Response {
        let words = "AADSTS\(code): app 'client' said s3cret+&=%"
        return .text(
            #"{"error":"\#(error)","error_description":"\#(words)","error_codes":[\#(code)]}"#, status: status)
    }

    static func unknownProperty(_ name: String, _ type: String) -> Response {
        .graph(
            400, "Request_BadRequest",
            "Parsing OData Select and Expand failed: Could not find a property named '\(name)' on type "
                + "'microsoft.graph.\(type)'.")
    }
}
