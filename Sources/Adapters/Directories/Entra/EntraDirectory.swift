public import Domain
import Foundation

/// Users of a Microsoft Entra tenant, read through Microsoft Graph (contracts/microsoft-graph.md).
public struct EntraDirectory: Directory {
    public let name: String
    let access: GraphAccess
    private let unknown: UnknownAttributes

    /// How often one read is tried again because Graph does not know a name.
    private static let rounds = 16

    /// - Parameter transport: Limited in rate and observed by the caller; token requests go the same way.
    public init(
        name: String, settings: EntraSettings, transport: any HTTPTransport, time: any TimeSource = SystemTime()
    ) {
        self.init(GraphAccess(connector: name, settings: settings, transport: transport, time: time))
    }

    init(_ access: GraphAccess) {
        self.name = access.client.connector
        self.access = access
        unknown = UnknownAttributes(time: access.client.time)
    }

    public func profile(of id: String, paths: Set<AttributePath>) async throws(DirectoryError) -> Profile {
        let (members, reading, request) = try await read(GraphSelection(paths)) { (query) throws(DirectoryError) in
            try user(id, query: query)
        }
        return try profile(of: id, members, reading, request)
    }

    /// Asks for what is wanted, without the names that Graph does not know.
    ///
    /// - Parameter request: Of a selection's query.
    func read(
        _ wanted: GraphSelection, _ request: (_ query: String) throws(DirectoryError) -> DirectoryRequest
    ) async throws(DirectoryError) -> ([String: AttributeValue], GraphProfile, DirectoryRequest) {
        for _ in 0..<Self.rounds {
            let selected = wanted.adding(GraphProfile.accountEnabled).without(await unknown.names)
            let request = try request(selected.query)
            let answer = try await access.send(request)
            if await learn(from: answer, selected) { continue }
            let members = try access.object(in: answer, request)
            return (members, GraphProfile(wanted: wanted, selected: selected), request)
        }
        throw DirectoryError(
            .refused, connector: name, request: "GET /users",
            cause: "more than \(Self.rounds) of the mapped attributes are unknown", remedy: "correct the mappings")
    }

    /// Whether Graph refused a selected name, which is left out from now on.
    func learn(from answer: HTTPAnswer, _ selected: GraphSelection) async -> Bool {
        guard answer.status == 400, let property = GraphFault(answer).unknownProperty,
            let refused = selected.selected(property)
        else { return false }
        await unknown.remember(refused)
        return true
    }

    /// An object id finds that very object; anything else than it in the answer is a mix-up on the way.
    private func profile(
        of id: String, _ members: [String: AttributeValue], _ reading: GraphProfile, _ request: DirectoryRequest
    ) throws(DirectoryError) -> Profile {
        let profile: Profile
        do {
            profile = try reading.profile(of: members)
        } catch {
            throw access.fault(.malformed, request, error.cause)
        }
        if UUID(uuidString: id) != nil, profile.id.lowercased() != id.lowercased() {
            throw access.fault(.malformed, request, "the answer is about another user")
        }
        return profile
    }

    public func users(where attribute: String, equals value: String) async throws(DirectoryError) -> [String] {
        if value.isEmpty { return [] }
        if attribute == "id" { return try await users(addressed: value) }
        guard attribute.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*/) != nil else {
            throw DirectoryError(
                .refused, connector: name, request: "GET /users?$filter",
                cause: "'\(attribute)' is no attribute that Graph can search by",
                remedy: "name one such as userPrincipalName, mail or employeeId")
        }
        let isSimple = ["mail", "userPrincipalName", "employeeId"].contains(attribute)
        let property = attribute.replacingOccurrences(of: ".", with: "/")
        let filter = "\(property) eq '\(value.replacingOccurrences(of: "'", with: "''"))'"
        var request = DirectoryRequest(
            target: "/users?$filter=\(PercentEncoding.component(filter))&$select=id\(isSimple ? "" : "&$count=true")",
            name: "GET /users?$filter=\(attribute) eq {value}")
        // Other attributes are found only by the advanced query engine.
        if !isSimple { request.headers = [("ConsistencyLevel", "eventual")] }
        return try await ids(request)
    }

    public func users(named name: String) async throws(DirectoryError) -> [String] {
        let name = name.trimmingCharacters(in: .whitespacesAndNewlines)
        let found = try await users(addressed: name)
        if !found.isEmpty || !name.contains("@") { return found }
        return try await users(where: "mail", equals: name)
    }

    public func probe() async throws(DirectoryError) {
        _ = try await access.tokens.token(anew: true)
        let request = Self.anyUser
        let answer = try await access.send(request)
        switch answer.status {
        // Any answer of Graph's own proves that it is there and takes the token.
        case 400, 404: if GraphFault(answer).isGraphs { return }
        case 200..<300:
            _ = try access.object(in: answer, request)
            return
        default: break
        }
        throw access.fault(answer, request)
    }

    /// The cheapest read there is.
    static let anyUser = DirectoryRequest(target: "/users?$top=1&$select=id", name: "GET /users?$top=1")

    /// Looks again for names that were unknown: a person who asks wants the present state.
    func forgetUnknown() async { await unknown.forget() }

    /// Whoever has this id or user principal name: one or nobody.
    private func users(addressed text: String) async throws(DirectoryError) -> [String] {
        guard Self.canAddress(text) else { return [] }
        let request = try user(text, query: "$select=id")
        let answer = try await access.send(request)
        // Graph calls a text that cannot be an id or a login a bad request.
        if answer.status == 400 || answer.status == 404, GraphFault(answer).isGraphs { return [] }
        guard case .text(let id)? = try access.object(in: answer, request)["id"], !id.isEmpty else {
            throw access.fault(.malformed, request, "the answer has no id")
        }
        return [id]
    }

    private func ids(_ first: DirectoryRequest) async throws(DirectoryError) -> [String] {
        var request = first
        var ids: [String] = []
        // Pages may be short or empty; two users are enough to say that it is ambiguous.
        for _ in 0..<8 {
            let page = try await access.object(request)
            guard case .list(let users)? = page["value"] else {
                throw access.fault(.malformed, request, "the answer has no list of users")
            }
            for user in users {
                guard case .text(let id)? = user["id"], !id.isEmpty else {
                    throw access.fault(.malformed, request, "a user in the answer has no id")
                }
                if !ids.contains(id) { ids.append(id) }
            }
            guard ids.count < 2, let next = try access.nextLink(in: page, request) else { break }
            request.target = next
        }
        return ids
    }

    private static func canAddress(_ id: String) -> Bool { !id.isEmpty && id.utf8.count <= 512 }

    private func user(_ id: String, query: String) throws(DirectoryError) -> DirectoryRequest {
        let name = "GET /users/{id}"
        guard Self.canAddress(id) else {
            throw DirectoryError(.notFound, connector: self.name, request: name, cause: "no user can have this id")
        }
        // A name that begins with `$` and one of dots alone mean something else as a path segment.
        let isPlain = !id.hasPrefix("$") && !id.allSatisfy { $0 == "." }
        let quoted = PercentEncoding.component(id.replacingOccurrences(of: "'", with: "''"))
        let place = isPlain ? "/users/\(PercentEncoding.component(id))" : "/users('\(quoted)')"
        return DirectoryRequest(target: "\(place)?\(query)", name: name)
    }
}
