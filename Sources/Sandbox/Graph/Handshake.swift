import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// Graph's proof that an address wants notifications: it must give back a token within ten seconds.
struct Handshake: Sendable {
    let client: HTTPClient

    /// - Throws: `GraphError` 400, in which the creation of a subscription ends.
    func validate(_ url: URL) async throws(GraphError) {
        let token =
            "Validation: Testing client application reachability for subscription Request-Id: "
            + UUID().uuidString.lowercased() + " <&+%>"
        let mark = url.query() == nil ? "?" : "&"
        var request = HTTPClientRequest(url: url.absoluteString + mark + "validationToken=" + Form.encode(token))
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "text/plain; charset=utf-8")
        let answer: (status: Int, type: String, body: String)
        do {
            let response = try await client.execute(request, timeout: .seconds(10))
            let body = try await response.body.collect(upTo: 64 << 10)
            answer = (
                Int(response.status.code), response.headers.first(name: "Content-Type") ?? "", String(buffer: body)
            )
        } catch {
            throw Self.failed("The request timed out or could not connect.")
        }
        guard answer.status == 200 else {
            throw Self.failed("Notification endpoint must respond with 200 OK; it answered \(answer.status).")
        }
        guard answer.type.lowercased().hasPrefix("text/plain"), answer.body == token else {
            throw Self.failed("The response must be text/plain and hold the decoded validation token only.")
        }
    }

    private static func failed(_ why: String) -> GraphError {
        .badRequest("Subscription validation request failed. \(why)", code: "ValidationError")
    }
}
