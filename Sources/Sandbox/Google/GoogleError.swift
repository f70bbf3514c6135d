import Domain
import Foundation
import Hummingbird

/// A refusal in the Directory API's own words (contracts/google.md, Users).
struct GoogleError: Error {
    let status: Int
    let domain: String
    /// What clients decide by.
    let reason: String
    let message: String

    init(_ status: Int, _ reason: String, _ message: String, domain: String = "global") {
        self.status = status
        self.domain = domain
        self.reason = reason
        self.message = message
    }

    static let notFound = GoogleError(404, "notFound", "Resource Not Found: userKey")
    static let unauthenticated = GoogleError(
        401, "authError", "Request had invalid authentication credentials.")
    static let forbidden = GoogleError(403, "forbidden", "Not Authorized to access this resource/api")

    static func invalid(_ message: String, reason: String = "invalid") -> GoogleError {
        GoogleError(400, reason, "Invalid Input: \(message)")
    }

    /// A fault's status; 429 is what `throttle` asks for, and Google mostly says it by 403.
    static func status(_ status: Int) -> GoogleError {
        switch status {
        case 401: unauthenticated
        case 403: forbidden
        case 404: notFound
        case 429: GoogleError(403, "userRateLimitExceeded", "User Rate Limit Exceeded", domain: "usageLimits")
        case 503: GoogleError(503, "backendError", "Backend Error")
        case 500...: GoogleError(status, "backendError", "Internal error encountered.")
        default: GoogleError(status, "badRequest", "Bad Request")
        }
    }

    var response: Response {
        let error: AttributeValue = .object([
            "domain": .text(domain), "reason": .text(reason), "message": .text(message),
        ])
        let body: AttributeValue = .object([
            "error": .object([
                "code": .number(String(status)), "message": .text(message), "errors": .list([error]),
            ])
        ])
        return Answer.json(status, body)
    }
}
