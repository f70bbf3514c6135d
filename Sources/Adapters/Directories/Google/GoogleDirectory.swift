public import Domain
import Foundation

/// Users of a Google Workspace or Cloud Identity customer, read through the Directory API (contracts/google.md).
public struct GoogleDirectory: Directory {
    static let users = "/admin/directory/v1/users"
    /// Reads of managers at a time.
    private static let readsAtATime = 8

    public let name: String
    let access: GoogleAccess
    let customer: String
    let schemas: CustomSchemas

    /// - Parameter transport: Limited in rate and observed by the caller; token requests go the same way.
    public init(
        name: String, settings: GoogleSettings, transport: any HTTPTransport, time: any TimeSource = SystemTime()
    ) {
        self.name = name
        customer = settings.customer
        access = GoogleAccess(
            connector: name, settings: settings, scope: GoogleSignIn.userScope, transport: transport, time: time)
        schemas = CustomSchemas(
            access: GoogleAccess(
                connector: name, settings: settings, scope: GoogleSignIn.schemaScope, transport: transport, time: time),
            customer: settings.customer)
    }

    public func profile(of id: String, paths: Set<AttributePath>) async throws(DirectoryError) -> Profile {
        let request = try request(id)
        let user = try user(id, in: try await access.send(request), request)
        let profiles = try await profiles(of: [user], GoogleSelection(paths))
        guard let profile = profiles.first else { throw access.fault(.malformed, request, "no user") }
        return profile
    }

    public func users(named name: String) async throws(DirectoryError) -> [String] {
        let name = name.trimmingCharacters(in: .whitespacesAndNewlines)
        return try await addressed(name).map { [$0.id] } ?? []
    }

    public func probe() async throws(DirectoryError) {
        _ = try await access.tokens.token(anew: true)
        let answer = try await access.send(anyUser)
        switch answer.status {
        // Any answer of Google's own proves that it is there and takes the token.
        case 400, 404: if GoogleFault(answer).isGoogles { return }
        case 200..<300:
            _ = try access.object(in: answer, anyUser)
            return
        default: break
        }
        throw access.fault(answer, anyUser)
    }

    /// The cheapest read there is.
    var anyUser: DirectoryRequest {
        DirectoryRequest(
            target: "\(Self.users)?" + PercentEncoding.query([("customer", customer), ("maxResults", "1")]),
            name: "GET /users?maxResults=1")
    }

    /// Whoever has this id or address; nil: nobody.
    func addressed(_ text: String) async throws(DirectoryError) -> GoogleUser? {
        guard !text.isEmpty, text.utf8.count <= 512 else { return nil }
        let request = try request(text)
        let answer = try await access.send(request)
        // Google calls a text that cannot be a key of a user a bad request.
        if answer.status == 400 || answer.status == 404, GoogleFault(answer).isGoogles { return nil }
        return try user(text, in: answer, request)
    }

    /// Makes profiles of users as answers have them: resolves managers, and finds out what cannot be told from the
    /// answers themselves.
    func profiles(of users: [GoogleUser], _ selection: GoogleSelection) async throws(DirectoryError) -> [Profile] {
        let managers = try await managers(of: users, selection)
        var custom: Set<CustomField>?
        if users.contains(where: { !$0.missing(of: selection.customFields).isEmpty }) {
            custom = await schemas.fields()
        }
        return users.map { user in
            user.profile(
                selection, custom: custom, manager: user.managerKey.flatMap { managers[$0] } ?? .nobody)
        }
    }

    private func managers(
        of users: [GoogleUser], _ selection: GoogleSelection
    ) async throws(DirectoryError) -> [String: GoogleManager] {
        guard selection.wantsManager else { return [:] }
        let keys = Set(users.compactMap(\.managerKey)).sorted()
        let wanted = GoogleSelection(selection.manager, reach: 0)
        let managers = try await concurrently(keys, atMost: Self.readsAtATime) { key throws(DirectoryError) in
            try await manager(key, wanted)
        }
        return Dictionary(zip(keys, managers)) { first, _ in first }
    }

    private func manager(
        _ key: String, _ selection: GoogleSelection
    ) async throws(DirectoryError) -> GoogleManager {
        guard key.contains("@") || key.allSatisfy(\.isNumber) else { return .noAddress }
        guard let user = try await addressed(key.trimmingCharacters(in: .whitespaces)) else { return .gone }
        return try await profiles(of: [user], selection).first.map(GoogleManager.profile) ?? .gone
    }

    private func user(
        _ key: String, in answer: HTTPAnswer, _ request: DirectoryRequest
    ) throws(DirectoryError) -> GoogleUser {
        let members = try access.object(in: answer, request)
        let user: GoogleUser
        do throws(GoogleUser.Fault) { user = try GoogleUser(.object(members)) } catch {
            throw access.fault(.malformed, request, error.cause)
        }
        // An id finds that very user; anything else in the answer is a mix-up on the way.
        guard !key.utf8.allSatisfy({ (0x30...0x39).contains($0) }) || user.id == key else {
            throw access.fault(.malformed, request, "the answer is about another user")
        }
        return user
    }

    private func request(_ key: String) throws(DirectoryError) -> DirectoryRequest {
        let name = "GET /users/{userKey}"
        guard !key.isEmpty, key.utf8.count <= 512 else {
            throw DirectoryError(.notFound, connector: self.name, request: name, cause: "no user can have this id")
        }
        // One or two dots alone would lead elsewhere.
        let isDots = key.allSatisfy { $0 == "." }
        let segment = isDots ? key.replacing(".", with: "%2E") : PercentEncoding.component(key)
        return DirectoryRequest(target: "\(Self.users)/\(segment)?projection=full", name: name)
    }
}
