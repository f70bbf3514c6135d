import Domain
import Foundation
import Hummingbird

/// The Directory API and the token endpoint on one listener (contracts/google.md).
struct GoogleImitation: Sendable {
    let tokens: GoogleTokens
    let users: GoogleUsers
    let channels: GoogleChannels
    let journal: Journal
    let faults: FaultBox

    static func tokenURL(origin: String) -> String { "\(origin)/token" }

    func respond(to request: Incoming) async -> Response {
        let path = request.segments, origin = "http://\(request.authority)"
        if path == ["token"], request.method == "POST" {
            await journal.count("google.token")
            if let response = await fault([.googleToken], request) { return response }
            return await tokens.answer(request, tokenURL: Self.tokenURL(origin: origin))
        }
        let (kind, part) = Self.kind(path)
        if let kind { await journal.count("google.\(kind)") }
        if let response = await fault([.google, part], request) { return response }
        do throws(GoogleError) {
            try await tokens.check(request.bearer)
            return try await answer(request, kind, path, origin)
        } catch {
            return error.response
        }
    }

    private static func kind(_ path: [String]) -> (String?, Fault.Part) {
        let users = ["admin", "directory", "v1", "users"]
        return switch path {
        case users: ("users", .googleUsers)
        case users + ["watch"]: ("watch", .channels)
        case ["admin", "directory_v1", "channels", "stop"]: ("stop", .channels)
        case _ where path.count == 5 && path.starts(with: users): ("user", .googleUsers)
        default: (nil, .google)
        }
    }

    private func answer(
        _ request: Incoming, _ kind: String?, _ path: [String], _ origin: String
    ) async throws(GoogleError) -> Response {
        switch (request.method, kind) {
        case ("GET", "users"): return try await users.list(request.query)
        case ("GET", "user"): return try await users.read(path[4], request.query)
        case ("POST", "watch"):
            try Self.checkCustomer(request.query)
            return try await channels.watch(request.query["event"], try Self.json(request), origin: origin)
        case ("POST", "stop"): return try await channels.stop(try Self.json(request))
        default:
            await journal.violation("google: \(request.method) \(request.path) does not exist")
            throw GoogleError(404, "notFound", "Not Found")
        }
    }

    static func checkCustomer(_ query: Form) throws(GoogleError) {
        guard query["customer"] == "my_customer" || query["customer"] == "C03az79cb" || query["domain"] != nil else {
            throw GoogleError(400, "badRequest", "Bad Request: customer or domain is needed")
        }
    }

    private static func json(_ request: Incoming) throws(GoogleError) -> AttributeValue {
        guard request.header("Content-Type")?.lowercased().hasPrefix("application/json") == true,
            let body = try? AttributeValue(json: request.body), case .object = body
        else { throw GoogleError(400, "parseError", "Parse Error") }
        return body
    }

    private func fault(_ parts: Set<Fault.Part>, _ request: Incoming) async -> Response? {
        let target = request.path + "?" + request.rawQuery
        guard let fault = await faults.take(parts, target: target) else { return nil }
        return await FaultAnswer.of(fault) { status, _ in GoogleError.status(status).response }
    }
}
