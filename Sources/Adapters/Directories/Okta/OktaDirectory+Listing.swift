public import Domain
import Foundation

/// Pages of `GET /users` (contracts/okta.md, Users). Deprovisioned users are not among them: whoever was linked and is
/// missing from a listing is read one by one.
extension OktaDirectory {
    private static let listing = "GET /users"

    public func page(after cursor: String?, paths: Set<AttributePath>) async throws(DirectoryError) -> UserPage {
        var request = DirectoryRequest(target: "/users?limit=200", name: Self.listing)
        if let cursor {
            guard let from = OktaCursor(cursor), from.isFor(paths), access.client.isListing(from.link) else {
                throw access.fault(.expired, request, "the listing was begun with another configuration")
            }
            request.target = from.link
        }
        let answer = try await access.send(request)
        // The rest of the link is Okta's own: what it refuses is the position.
        if cursor != nil, [400, 404, 410].contains(answer.status), OktaFault(answer).isOktas {
            throw access.fault(.expired, request, access.fault(answer, request).cause)
        }
        let objects = try access.objects(in: answer, request)
        let next = try next(after: answer, paths, request)
        var users: [OktaUser] = []
        users.reserveCapacity(objects.count)
        for object in objects { users.append(try user(object, request)) }
        return UserPage(profiles: try await profiles(readings(of: users, paths)), next: next)
    }

    private func readings(
        of users: [OktaUser], _ paths: Set<AttributePath>
    ) async throws(DirectoryError) -> [OktaProfile] {
        let wanted = OktaSelection(paths)
        let managers = wanted.manager == nil ? users.map { _ in .nobody } : try await managers(of: users)
        return zip(users, managers).map { OktaProfile(wanted: wanted, user: $0, manager: $1) }
    }

    private func next(
        after answer: HTTPAnswer, _ paths: Set<AttributePath>, _ request: DirectoryRequest
    ) throws(DirectoryError) -> String? {
        guard let link = try access.nextLink(in: answer, request) else { return nil }
        guard access.client.isListing(link) else {
            throw access.fault(.malformed, request, "the link to the next page leads elsewhere than to one")
        }
        return OktaCursor(paths: paths, link: link).text
    }
}
