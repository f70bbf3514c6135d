import Domain
import Foundation
import Hummingbird

/// The sandbox's own listener: JSON for scripts and other processes, a page with forms for people.
struct ControlListener: Sendable {
    let listener: ImitationListener

    init(_ imitations: Imitations) {
        let desk = ControlDesk(imitations: imitations)
        let pages = ControlPages(desk: desk, configuration: imitations.configuration)
        listener = ImitationListener(
            name: "control", port: imitations.configuration.controlPort, logger: imitations.notifier.logger
        ) { request in
            guard Self.isOwn(request) else { return Self.problem(403, "the request comes from a page of another site") }
            do {
                if let response = try await pages.respond(to: request) { return response }
                return try await Self.respond(to: request, desk)
            } catch let error as SandboxError {
                return Self.problem(error.code == .noSuchPerson ? 404 : 400, error.description)
            } catch let error as JSONError {
                return Self.problem(400, error.description)
            } catch let error as DecodingError {
                return Self.problem(400, "the body is not what was expected: \(error)")
            } catch {
                return Self.problem(500, "\(error)")
            }
        }
    }

    /// A page of another site must not edit people behind the back of whoever runs the sandbox.
    private static func isOwn(_ request: Incoming) -> Bool {
        guard request.method != "GET", let origin = request.header("Origin") else { return true }
        return origin == "http://\(request.authority)"
    }

    private static func respond(to request: Incoming, _ desk: ControlDesk) async throws -> Response {
        let path = request.segments
        switch (request.method, path.first, path.count) {
        case ("GET", "people", 1): return await people(request, desk)
        case ("GET", "people", 2):
            guard let person = await desk.person(path[1]) else { break }
            return Answer.json(200, json(person))
        case ("PATCH", "people", 2):
            guard case .object(let changes) = try AttributeValue(json: request.body) else {
                return problem(400, "an object of attributes was expected")
            }
            return try encoded(200, await desk.edit(path[1], changes))
        case ("DELETE", "people", 2): return try encoded(200, await desk.delete(path[1]))
        case ("POST", "notify", 1):
            let wish = try JSONDecoder().decode(NotifyWish.self, from: request.body)
            let count = try await desk.notify(wish.people, batch: wish.batch ?? 1)
            return Answer.json(202, "{\"deliveries\":\(count)}")
        case ("GET", "jira", 3) where path[2] == "properties":
            guard let properties = await desk.jiraProperties(of: path[1]) else { break }
            return try encoded(200, properties)
        case ("GET", "confluence", 3) where path[2] == "fields":
            guard await desk.imitations.confluenceAccounts.account(named: path[1]) != nil else { break }
            return try encoded(200, await desk.imitations.confluenceAccounts.values(of: path[1]))
        case ("PUT", "replication-delay", 1):
            let wish = try JSONDecoder().decode([String: Double].self, from: request.body)
            guard let seconds = wish["seconds"], (0...86_400).contains(seconds) else {
                return problem(400, "seconds from 0 to 86400 are expected")
            }
            await desk.setReplicationDelay(.seconds(seconds))
            return Answer.empty(204)
        case ("POST", "faults", 1):
            try await desk.setFault(try JSONDecoder().decode(Fault.self, from: request.body))
            return Answer.empty(204)
        case ("DELETE", "faults", 1):
            try await desk.clearFaults()
            return Answer.empty(204)
        case ("POST", "webhooks", 1):
            try await desk.register(try JSONDecoder().decode(WebhookReceiver.self, from: request.body))
            return Answer.empty(204)
        case ("GET", "statistics", 1): return try encoded(200, await desk.statistics())
        case ("GET", "events", 1):
            return try encoded(200, await desk.events(after: Int(request.query["after"] ?? "") ?? 0))
        default: break
        }
        return problem(404, "there is no \(request.method) \(request.path) here")
    }

    private struct NotifyWish: Decodable {
        let people: [String]
        let batch: Int?
    }

    /// By pages: `?of=okta&from=0&limit=100`; `of` is Graph where it is left out, `next` is the `from` of the following one.
    private static func people(_ request: Incoming, _ desk: ControlDesk) async -> Response {
        let from = Int(request.query["from"] ?? "") ?? 0
        let limit = min(max(1, Int(request.query["limit"] ?? "") ?? 1_000), 10_000)
        let system = request.query["of"].flatMap(SandboxSystem.init) ?? .graph
        let page = await desk.page(of: system, from: from, limit: limit)
        let body: AttributeValue = .object([
            "people": .list(page.people.map(json)), "next": page.next.map { .number(String($0)) } ?? .null,
        ])
        return Answer.json(200, body)
    }

    private static func json(_ person: Person) -> AttributeValue {
        var members = person.attributes
        members["directory"] = .text(person.directory.rawValue)
        members["managerId"] = person.managerID.map(AttributeValue.text) ?? .null
        members["jiraUsername"] = .text(person.username)
        return .object(members)
    }

    private static func encoded(_ status: Int, _ value: some Encodable) throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(Timestamp.milliseconds(date))
        }
        return Answer.json(status, String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    private static func problem(_ status: Int, _ detail: String) -> Response {
        Answer.json(status, .object(["error": .text(detail)]))
    }
}
