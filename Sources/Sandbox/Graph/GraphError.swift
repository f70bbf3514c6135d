import Domain
import Foundation
import Hummingbird

/// A refusal in Graph's own words (contracts/microsoft-graph.md, Reading).
struct GraphError: Error {
    let status: Int
    let code: String
    let message: String
    var headers: [(String, String)] = []

    static func badRequest(_ message: String, code: String = "BadRequest") -> GraphError {
        GraphError(status: 400, code: code, message: message)
    }

    static func unknownProperty(_ name: String) -> GraphError {
        badRequest(
            "Parsing OData Select and Expand failed: Could not find a property named '\(name)' on type "
                + "'microsoft.graph.user'.")
    }

    static func noSuchUser(_ name: String) -> GraphError {
        GraphError(
            status: 404, code: "Request_ResourceNotFound",
            message:
                "Resource '\(name)' does not exist or one of its queried reference-property objects are not present.")
    }

    static func status(_ status: Int, retryAfter: Int? = nil) -> GraphError {
        let (code, message) =
            switch status {
            case 401: ("InvalidAuthenticationToken", "Access token has expired or is not yet valid.")
            case 403: ("Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
            case 404: ("Request_ResourceNotFound", "Resource not found.")
            case 429: ("TooManyRequests", "Too many requests")
            case 501: ("NotImplemented", "This operation target is not yet supported.")
            case 503: ("ServiceNotAvailable", "The service is temporarily unavailable.")
            case 504: ("GatewayTimeout", "The server did not answer in time.")
            default: ("InternalServerError", "Internal error.")
            }
        return GraphError(
            status: status, code: code, message: message,
            headers: retryAfter.map { [("Retry-After", String($0))] } ?? [])
    }

    var response: Response {
        let inner: AttributeValue = .object([
            "request-id": .text(UUID().uuidString.lowercased()),
            "client-request-id": .text(UUID().uuidString.lowercased()),
            "date": .text(Timestamp.seconds(Date())),
        ])
        let body: AttributeValue = .object([
            "error": .object(["code": .text(code), "message": .text(message), "innerError": inner])
        ])
        return Answer.json(status, body, headers: headers)
    }
}
