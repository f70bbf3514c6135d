import Domain
import Foundation
import Hummingbird

/// Okta's `/users`: reads by id and login are fresh, `search` looks into an index that lags
/// (contracts/okta.md, Users).
struct OktaUsers: Sendable {
    let directory: BranchDirectory
    let journal: Journal
    private static let longestPage = 200

    func read(_ name: String) async throws(OktaError) -> Response {
        guard let person = await directory.current(name), Self.names(name, person) else {
            throw .notFound(name, "User")
        }
        await journal.record(.read, at: .okta, person.id, person.displayName)
        return Answer.json(200, .object(person.attributes))
    }

    /// By id, by the whole login, or by what stands before its `@`; never by mail alone.
    private static func names(_ name: String, _ person: Person) -> Bool {
        name == person.id || name.lowercased() == person.login.lowercased()
    }

    func list(_ request: Incoming, origin: String) async throws(OktaError) -> Response {
        let query = request.query
        for field in query.fields
        where !["limit", "after", "search", "filter", "sortBy", "sortOrder"].contains(field.name) {
            await journal.violation("okta: users with the parameter \(field.name)")
        }
        guard let limit = query["limit"].map({ Int($0) }) ?? Self.longestPage, (1...Self.longestPage).contains(limit)
        else { throw .validation("limit: must be from 1 to \(Self.longestPage)") }
        let found: [Person]
        if let text = query["search"] ?? query["filter"] {
            let search = try OktaSearch(text)
            // Filters are as fresh as reads, searches are not.
            let people = query["search"] == nil ? await everybody() : await directory.indexed()
            found = people.filter(search.matches)
        } else {
            found = await everybody().filter { $0.attributes["status"]?.string != "DEPROVISIONED" }
        }
        let start = query["after"].flatMap { OktaUsers.place(in: $0) } ?? 0
        let page = found.dropFirst(start).prefix(limit)
        var links = ["<\(link(query, origin, after: query["after"]))>; rel=\"self\""]
        if start + limit < found.count {
            links.append("<\(link(query, origin, after: Self.cursor(start + limit)))>; rel=\"next\"")
        }
        return Answer.json(
            200, .list(page.map { .object($0.attributes) }), headers: links.map { ("Link", $0) })
    }

    private func everybody() async -> [Person] { await directory.current(from: 0, limit: Int.max).people }

    private func link(_ query: Form, _ origin: String, after: String?) -> String {
        var fields = query.fields.filter { $0.name != "after" }
        if let after { fields.insert(("after", after), at: 0) }
        let text = fields.map { "\($0.name)=\(Form.encode($0.value))" }.joined(separator: "&")
        return "\(origin)/users" + (text.isEmpty ? "" : "?" + text)
    }

    /// Opaque on purpose: cursors are followed as given.
    private static func cursor(_ place: Int) -> String { "00u~\(String(place * 7 + 3, radix: 36))" }

    private static func place(in cursor: String) -> Int? {
        guard cursor.hasPrefix("00u~"), let value = Int(cursor.dropFirst(4), radix: 36) else { return nil }
        return (value - 3) / 7
    }
}
