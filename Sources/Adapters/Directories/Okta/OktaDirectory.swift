public import Domain
import Foundation
import Settings

/// Users of an Okta org, read through its management API (contracts/okta.md, Users).
///
/// The API gives whole profiles: what was not asked for is dropped at once.
public struct OktaDirectory: ListableDirectory {
    public let name: String
    let access: OktaAccess
    let schema: OktaSchema
    let managers: OktaManagerMemory
    /// Whether event hooks are ours to make, so that the permission for it is examined.
    let managesHooks: Bool

    /// - Parameters:
    ///   - transport: Limited in rate and observed by the caller.
    ///   - jitter: What is added to the wait that a rate limit asks for.
    public init(
        name: String, settings: OktaSettings, transport: any HTTPTransport, time: any TimeSource = SystemTime(),
        jitter: @escaping @Sendable () -> Duration = { .milliseconds(Int.random(in: 0...2_000)) }
    ) {
        self.name = name
        let access = OktaAccess(
            connector: name, settings: settings, transport: transport, time: time, jitter: jitter)
        self.access = access
        schema = OktaSchema(access)
        managers = OktaManagerMemory(time: time)
        managesHooks = settings.subscriptions.manage
    }

    public func profile(of id: String, paths: Set<AttributePath>) async throws(DirectoryError) -> Profile {
        let request = try request(for: id)
        let user = try user(try await access.object(request), request)
        guard user.answers(to: id) else {
            throw access.fault(.malformed, request, "the answer is about another user")
        }
        let wanted = OktaSelection(paths)
        let manager = wanted.manager == nil ? .nobody : try await manager(of: user)
        return try await profiles([OktaProfile(wanted: wanted, user: user, manager: manager)])[0]
    }

    public func probe() async throws(DirectoryError) {
        _ = try access.objects(in: try await access.send(Self.anyUser, anew: true), Self.anyUser)
    }

    /// The cheapest read there is.
    static let anyUser = DirectoryRequest(target: "/users?limit=1", name: "GET /users?limit=1")

    /// Reads the schema only where something that was asked for is absent.
    func profiles(_ readings: [OktaProfile]) async throws(DirectoryError) -> [Profile] {
        let known = readings.contains(where: \.lacksSomething) ? try await schema.names() : []
        return readings.map { $0.profile(known: known) }
    }

    func user(
        _ members: [String: AttributeValue], _ request: DirectoryRequest
    ) throws(DirectoryError) -> OktaUser {
        do { return try OktaUser(members) } catch {
            throw access.fault(.malformed, request, error.cause)
        }
    }

    /// - Parameter text: An id or a login.
    func request(for text: String) throws(DirectoryError) -> DirectoryRequest {
        let request = "GET /users/{id}"
        guard Self.canAddress(text) else {
            throw DirectoryError(.notFound, connector: name, request: request, cause: "no user can have this id")
        }
        var segment = PercentEncoding.component(text)
        // Dots alone would be resolved as a path on the way.
        if segment.allSatisfy({ $0 == "." }) { segment = segment.replacing(".", with: "%2E") }
        return DirectoryRequest(target: "/users/" + segment, name: request)
    }

    static func canAddress(_ text: String) -> Bool { !text.isEmpty && text.utf8.count <= 512 }
}
