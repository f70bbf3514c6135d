public import Domain
import Foundation

/// Pages of `GET /users` (contracts/microsoft-graph.md, Reading).
///
/// Where a path begins with `manager`, Graph gives a tenth of the users a page: whose manager somebody is stands nowhere
/// but in `$expand`.
extension EntraDirectory: ListableDirectory {
    private static let mostUsers = 999
    private static let mostWithManager = 100
    /// Reads at a time where a listing cannot bring an attribute.
    private static let readsAtATime = 8
    private static let listing = "GET /users"

    public func page(after cursor: String?, paths: Set<AttributePath>) async throws(DirectoryError) -> UserPage {
        let wanted = GraphSelection(paths)
        let listed = wanted.listable
        let page = try await page(after: cursor, of: listed)
        guard listed != wanted else { return page }
        let profiles = try await singly(page.profiles.map(\.id), paths)
        return UserPage(profiles: profiles, next: page.next)
    }

    private func page(after cursor: String?, of wanted: GraphSelection) async throws(DirectoryError) -> UserPage {
        guard let cursor else {
            let top = wanted.expandsManager ? Self.mostWithManager : Self.mostUsers
            let (members, reading, request) = try await read(wanted) { query in
                DirectoryRequest(target: "/users?\(query)&$top=\(top)", name: Self.listing)
            }
            return try users(members, reading, request)
        }
        guard let from = GraphCursor(cursor), from.query == wanted.query, access.client.isListing(from.link) else {
            throw DirectoryError(
                .expired, connector: name, request: Self.listing,
                cause: "the listing was begun with another configuration")
        }
        let selected = wanted.adding(GraphProfile.accountEnabled).without(unknownNames: Set(from.unknown))
        let request = DirectoryRequest(target: from.link, name: Self.listing)
        let answer = try await access.send(request)
        guard (200..<300).contains(answer.status) else {
            // What Graph stopped knowing meanwhile is left out of the next listing; this one's links name it.
            let hasForgotten = await learn(from: answer, selected) || GraphFault(answer).isExpiredPage(answer.status)
            let fault = access.fault(answer, request)
            throw hasForgotten ? access.fault(.expired, request, fault.cause) : fault
        }
        let members = try access.object(in: answer, request)
        return try users(members, GraphProfile(wanted: wanted, selected: selected), request)
    }

    private func users(
        _ members: [String: AttributeValue], _ reading: GraphProfile, _ request: DirectoryRequest
    ) throws(DirectoryError) -> UserPage {
        guard case .list(let users)? = members["value"] else {
            throw access.fault(.malformed, request, "the answer has no list of users")
        }
        var profiles: [Profile] = []
        profiles.reserveCapacity(users.count)
        for user in users {
            guard case .object(let members) = user else {
                throw access.fault(.malformed, request, "a user in the answer is no object")
            }
            do { profiles.append(try reading.profile(of: members)) } catch {
                throw access.fault(.malformed, request, error.cause)
            }
        }
        guard let link = try access.nextLink(in: members, request) else {
            return UserPage(profiles: profiles, next: nil)
        }
        guard link != request.target, access.client.isListing(link) else {
            throw access.fault(.malformed, request, "the link to the next page leads elsewhere than to one")
        }
        let next = GraphCursor(
            query: reading.wanted.query, unknown: reading.wanted.missing(from: reading.selected), link: link)
        return UserPage(profiles: profiles, next: next.text)
    }

    /// Reads users one by one, in their order; those who are gone meanwhile are left out.
    private func singly(_ ids: [String], _ paths: Set<AttributePath>) async throws(DirectoryError) -> [Profile] {
        let profiles = try await concurrently(ids, atMost: Self.readsAtATime) { id throws(DirectoryError) -> Profile? in
            do throws(DirectoryError) { return try await profile(of: id, paths: paths) } catch {
                guard error.code == .notFound else { throw error }
                return nil
            }
        }
        return profiles.compactMap { $0 }
    }
}

extension GraphSelection {
    /// The same without what lives outside the directory: listings answer 501 for it.
    fileprivate var listable: GraphSelection {
        without(names.filter { EntraDirectory.storedElsewhere.contains($0.text) })
    }
}

extension GraphFault {
    /// Whether a page's link is too old, or not known any more.
    fileprivate func isExpiredPage(_ status: Int) -> Bool {
        guard status == 400 || status == 410 else { return false }
        let code = code.lowercased()
        return status == 410 || code.contains("pagetoken") || code.contains("skiptoken")
    }
}
