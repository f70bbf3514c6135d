import Domain
import Foundation
import Hummingbird

/// One Okta org: users, the schema and event hooks (contracts/okta.md).
struct OktaImitation: Sendable {
    let token: String
    let users: OktaUsers
    let hooks: OktaEventHooks
    let journal: Journal
    let faults: FaultBox

    func respond(to request: Incoming) async -> Response {
        let path = request.segments
        guard path.starts(with: ["api", "v1"]), path.count > 2 else { return await missing(request) }
        let (kind, part) = Self.kind(Array(path.dropFirst(2)))
        await journal.count("okta.\(kind)")
        let target = request.path + "?" + request.rawQuery
        if let fault = await faults.take([.okta, part], target: target),
            let response = await FaultAnswer.of(
                fault, product: { OktaError.status($0, wait: $1).response })
        {
            return dated(response)
        }
        do throws(OktaError) {
            guard request.header("Authorization") == "SSWS \(token)" else { throw OktaError.badToken }
            var response = try await answer(request, Array(path.dropFirst(2)))
            response.headers.append(contentsOf: Answer.fields(OktaError.limits(remaining: 599, reset: 60)))
            return dated(response)
        } catch {
            return dated(error.response)
        }
    }

    private static func kind(_ path: [String]) -> (String, Fault.Part) {
        switch path[0] {
        case "users": (path.count == 1 ? "users" : "user", .oktaUsers)
        case "eventHooks": ("eventHooks", .eventHooks)
        case "meta": ("schema", .schema)
        default: (path[0], .okta)
        }
    }

    private func answer(_ request: Incoming, _ path: [String]) async throws(OktaError) -> Response {
        let origin = "http://\(request.authority)/api/v1"
        switch (request.method, path.first, path.count) {
        case ("GET", "users", 1): return try await users.list(request, origin: origin)
        case ("GET", "users", 2): return try await users.read(path[1])
        case ("GET", "meta", 4) where path == ["meta", "schemas", "user", "default"]:
            return Answer.json(200, OktaSchema.json(origin: origin))
        case ("GET", "eventHooks", 1): return await hooks.list()
        case ("POST", "eventHooks", 1): return try await hooks.create(try Self.json(request), origin: origin)
        case ("GET", "eventHooks", 2): return try await hooks.read(path[1])
        case ("PUT", "eventHooks", 2): return try await hooks.replace(path[1], try Self.json(request))
        case ("DELETE", "eventHooks", 2): return try await hooks.delete(path[1])
        case ("POST", "eventHooks", 4) where path[2] == "lifecycle":
            switch path[3] {
            case "verify": return try await hooks.verify(path[1])
            case "activate": return try await hooks.set(path[1], active: true)
            case "deactivate": return try await hooks.set(path[1], active: false)
            default: return await missing(request)
            }
        default: return await missing(request)
        }
    }

    private func missing(_ request: Incoming) async -> Response {
        await journal.violation("okta: \(request.method) \(request.path) does not exist")
        return dated(OktaError.status(404, wait: nil).response)
    }

    /// Waits for a rate limit are counted from the answer's own time.
    private func dated(_ response: Response) -> Response {
        var response = response
        if response.headers[.date] == nil { response.headers[.date] = HTTPDate.text(Date()) }
        return response
    }

    private static func json(_ request: Incoming) throws(OktaError) -> AttributeValue {
        guard request.header("Content-Type")?.lowercased().hasPrefix("application/json") == true,
            let body = try? AttributeValue(json: request.body), case .object = body
        else { throw .badJSON }
        return body
    }
}
