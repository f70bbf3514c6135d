import Domain
import Foundation
import Hummingbird

/// Graph's `/users`: single reads and listings, strictly what was selected.
struct GraphUsers: Sendable {
    let directory: CompanyDirectory
    let journal: Journal

    func read(_ name: String, _ request: Incoming, partial: Bool) async throws(GraphError) -> Response {
        let query = try UserQuery(request, listing: false)
        guard let person = await directory.person(name, in: .replica) else { throw .noSuchUser(name) }
        var members = await members(of: person, query)
        members["@odata.context"] = .text(context(request) + "/$entity")
        if partial { members = Self.partial(members) }
        await journal.record(.read, at: .graph, person.id, person.displayName)
        return Answer.json(200, .object(members), headers: [("request-id", UUID().uuidString)])
    }

    func list(_ request: Incoming, partial: Bool) async throws(GraphError) -> Response {
        let query = try UserQuery(request, listing: true)
        var body: [String: AttributeValue] = ["@odata.context": .text(context(request))]
        let people: [Person]
        if let filter = query.filter {
            people = await directory.people(where: filter.attribute, equals: filter.text, in: .replica)
        } else {
            let page = await directory.page(from: query.skipToken, limit: query.top, in: .replica)
            people = page.people
            if let next = page.next { body["@odata.nextLink"] = .text(nextLink(request, from: next)) }
        }
        var values: [AttributeValue] = []
        for person in people {
            let members = await members(of: person, query)
            values.append(.object(partial ? Self.partial(members) : members))
        }
        if request.query["$count"] == "true" { body["@odata.count"] = .number(String(values.count)) }
        body["value"] = .list(values)
        return Answer.json(200, .object(body))
    }

    private func members(of person: Person, _ query: UserQuery) async -> [String: AttributeValue] {
        var members = Self.pick(query.select ?? UserQuery.defaults, of: person)
        if let selection = query.manager, let id = person.managerID,
            let manager = await directory.person(id, in: .replica)
        {
            var above = Self.pick(selection, of: manager)
            above["@odata.type"] = .text("#microsoft.graph.user")
            members["manager"] = .object(above)
        }
        return members
    }

    /// Without anything that was selected but the id.
    private static func partial(_ members: [String: AttributeValue]) -> [String: AttributeValue] {
        members.filter { $0.key == "id" || $0.key.hasPrefix("@") || $0.key == "manager" }
    }

    private static func pick(_ names: [String], of person: Person) -> [String: AttributeValue] {
        var members: [String: AttributeValue] = [:]
        for name in names where name != "manager" { members[name] = person.attributes[name] ?? .null }
        return members
    }

    private func context(_ request: Incoming) -> String { "http://\(request.authority)/v1.0/$metadata#users" }

    private func nextLink(_ request: Incoming, from number: Int) -> String {
        let kept = request.query.fields.filter { $0.name != "$skiptoken" }
            .map { "\($0.name)=\(Form.encode($0.value))" }
        return "http://\(request.authority)/v1.0/users?" + (kept + ["$skiptoken=RFNwd\(number)"]).joined(separator: "&")
    }
}
