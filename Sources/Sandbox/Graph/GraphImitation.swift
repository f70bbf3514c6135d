import Domain
import Foundation
import Hummingbird

/// Microsoft Graph and its token endpoint on one listener.
struct GraphImitation: Sendable {
    let tokens: GraphTokens
    let users: GraphUsers
    let subscriptions: GraphSubscriptions
    let journal: Journal
    let faults: FaultBox

    func respond(to request: Incoming) async -> Response {
        let path = request.segments
        if path.count == 4, path[1] == "oauth2", path[2] == "v2.0", path[3] == "token", request.method == "POST" {
            return await token(request, tenant: path[0])
        }
        guard path.first == "v1.0", path.count > 1 else {
            await journal.violation("graph: \(request.method) \(request.path) does not exist")
            return GraphError.status(404).response
        }
        let isUsers = path[1] == "users" || path[1].hasPrefix("users(")
        await journal.count(isUsers ? (path == ["v1.0", "users"] ? "graph.users" : "graph.user") : "graph.\(path[1])")
        let fault = await faults.take(
            isUsers ? [.graph, .users] : [.graph, .subscriptions], target: request.path + "?" + request.rawQuery)
        if let fault, let response = await FaultAnswer.of(fault, product: Self.failure) { return response }
        do {
            return try await answer(request, Array(path.dropFirst()), partial: fault?.kind == .partial)
        } catch {
            return error.response
        }
    }

    private static func failure(_ status: Int, _ retryAfter: Int?) -> Response {
        GraphError.status(status, retryAfter: retryAfter).response
    }

    private func token(_ request: Incoming, tenant: String) async -> Response {
        await journal.count("graph.token")
        if let fault = await faults.take([.token], target: request.path),
            let response = await FaultAnswer.of(fault, product: Self.failure)
        {
            return response
        }
        let type = request.header("Content-Type")?.lowercased() ?? ""
        if !type.hasPrefix("application/x-www-form-urlencoded") {
            await journal.violation("token: the request was no form")
        }
        let answer = await tokens.answer(tenant: tenant, form: request.form, origin: "http://\(request.authority)")
        if answer.status == .ok { await journal.change(\.tokens) }
        return answer
    }

    private func answer(
        _ request: Incoming, _ path: [String], partial: Bool
    ) async throws(GraphError) -> Response {
        guard let token = request.bearer, await tokens.isLive(token) else { throw .status(401) }
        switch (request.method, path.count) {
        case ("GET", 1) where path[0] == "users": return try await users.list(request, partial: partial)
        case ("GET", 2) where path[0] == "users":
            guard !path[1].hasPrefix("$") else { throw .badRequest("A name with $ needs /users('…').") }
            return try await users.read(path[1], request, partial: partial)
        case ("GET", 1) where path[0].hasPrefix("users('") && path[0].hasSuffix("')"):
            let name = String(path[0].dropFirst(7).dropLast(2)).replacing("''", with: "'")
            return try await users.read(name, request, partial: partial)
        case ("GET", 1) where path[0] == "subscriptions": return await subscriptions.list()
        case ("POST", 1) where path[0] == "subscriptions":
            return try await subscriptions.create(try Self.json(request))
        case ("GET", 2) where path[0] == "subscriptions": return try await subscriptions.read(path[1])
        case ("PATCH", 2) where path[0] == "subscriptions":
            return try await subscriptions.update(path[1], try Self.json(request))
        case ("DELETE", 2) where path[0] == "subscriptions": return try await subscriptions.delete(path[1])
        case ("POST", 3) where path[0] == "subscriptions" && path[2] == "reauthorize":
            return try await subscriptions.reauthorize(path[1])
        case ("GET", 3) where path[0] == "directory" && path[1] == "deletedItems": throw .noSuchUser(path[2])
        default:
            await journal.violation("graph: \(request.method) \(request.path) does not exist")
            throw .status(404)
        }
    }

    private static func json(_ request: Incoming) throws(GraphError) -> AttributeValue {
        guard request.header("Content-Type")?.lowercased().hasPrefix("application/json") == true,
            let body = try? AttributeValue(json: request.body)
        else {
            throw .badRequest("Unable to read JSON request payload.")
        }
        return body
    }
}
