import Domain
import Foundation
import Hummingbird

/// The Directory API's users: reads by id, address or alias are fresh, `query` looks into an index that lags
/// (contracts/google.md, Users).
struct GoogleUsers: Sendable {
    let directory: BranchDirectory
    let journal: Journal

    func read(_ name: String, _ query: Form) async throws(GoogleError) -> Response {
        guard let person = await directory.current(name) else { throw .notFound }
        let projection = try Projection(query)
        await journal.record(.read, at: .google, person.id, person.displayName)
        return Answer.json(200, .object(projection.of(person)))
    }

    func list(_ query: Form) async throws(GoogleError) -> Response {
        try GoogleImitation.checkCustomer(query)
        let projection = try Projection(query)
        guard let limit = query["maxResults"].map({ Int($0) }) ?? 100, (1...500).contains(limit) else {
            throw .invalid("maxResults must be from 1 to 500")
        }
        var found = try await people(query)
        switch query["orderBy"] {
        case nil: break
        case "email": found.sort { $0.login < $1.login }
        default: throw .invalid("orderBy is imitated for email alone")
        }
        var start = 0
        if let token = query["pageToken"] {
            guard let place = Self.place(in: token), place <= found.count else { throw .invalid("pageToken") }
            start = place
        }
        let page = found.dropFirst(start).prefix(limit).map { AttributeValue.object(projection.of($0)) }
        var body: [String: AttributeValue] = [
            "kind": .text("admin#directory#users"), "etag": .text("\"sandbox/\(UUID().uuidString)\""),
        ]
        // An empty page has no list of users at all.
        if !page.isEmpty { body["users"] = .list(page) }
        if start + limit < found.count { body["nextPageToken"] = .text(Self.token(start + limit)) }
        return Answer.json(200, .object(body))
    }

    private func people(_ query: Form) async throws(GoogleError) -> [Person] {
        if query["showDeleted"] == "true" { return await directory.former() }
        guard let text = query["query"] else { return await directory.current(from: 0, limit: Int.max).people }
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { throw .invalid("query is imitated for field=value alone") }
        var wanted = parts[1]
        if wanted.count > 1, wanted.hasPrefix("'"), wanted.hasSuffix("'") {
            wanted = String(wanted.dropFirst().dropLast()).replacing("\\'", with: "'")
        }
        let paths = [
            "email": ["primaryEmail", "aliases[0]"], "givenName": ["name.givenName"],
            "familyName": ["name.familyName"], "name": ["name.fullName"], "externalId": ["externalIds[0].value"],
            "phone": ["phones[0].value", "phones[1].value"],
        ]
        guard let paths = paths[parts[0]] else { throw .invalid("query") }
        return await directory.indexed().filter { person in
            paths.contains { person.text($0)?.lowercased() == wanted.lowercased() }
        }
    }

    /// How much of a user is shown: custom schemas are not, unless asked for.
    private struct Projection {
        /// nil: all of them.
        private let schemas: Set<String>?

        init(_ query: Form) throws(GoogleError) {
            switch query["projection"] ?? "basic" {
            case "full": schemas = nil
            case "basic": schemas = []
            case "custom":
                guard let mask = query["customFieldMask"], !mask.isEmpty else {
                    throw .invalid("customFieldMask is needed")
                }
                schemas = Set(mask.split(separator: ",").map(String.init))
            default: throw .invalid("projection")
            }
        }

        func of(_ person: Person) -> [String: AttributeValue] {
            var attributes = person.attributes
            guard let schemas, case .object(let custom)? = attributes["customSchemas"] else { return attributes }
            let shown = custom.filter { schemas.contains($0.key) }
            attributes["customSchemas"] = shown.isEmpty ? nil : .object(shown)
            return attributes
        }
    }

    private static func token(_ place: Int) -> String { "~!!~AI9FV7\(String(place * 11 + 5, radix: 36))==" }

    private static func place(in token: String) -> Int? {
        guard token.hasPrefix("~!!~AI9FV7"), token.hasSuffix("=="),
            let value = Int(token.dropFirst(10).dropLast(2), radix: 36)
        else { return nil }
        return (value - 5) / 11
    }
}
