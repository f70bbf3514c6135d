import Domain
import Foundation
import Hummingbird

/// A refusal in Okta's own words (contracts/okta.md, Tokens and limits).
struct OktaError: Error {
    let status: Int
    let code: String
    let summary: String
    var causes: [String] = []
    var headers: [(String, String)] = []

    static func validation(_ cause: String) -> OktaError {
        OktaError(
            status: 400, code: "E0000001", summary: "Api validation failed: \(cause.prefix { $0 != ":" })",
            causes: [cause])
    }
    static let badJSON = OktaError(status: 400, code: "E0000003", summary: "The request body was not well-formed.")
    static let badToken = OktaError(status: 401, code: "E0000011", summary: "Invalid token provided")

    static func notFound(_ name: String, _ type: String) -> OktaError {
        OktaError(
            status: 404, code: "E0000007", summary: "Not found: Resource not found: \(name) (\(type))")
    }

    /// A fault's status.
    ///
    /// - Parameter wait: seconds until the limit is reset, for 429.
    static func status(_ status: Int, wait: Int?) -> OktaError {
        let (code, summary) =
            switch status {
            case 400: ("E0000001", "Api validation failed")
            case 401: ("E0000011", "Invalid token provided")
            case 403: ("E0000006", "You do not have permission to perform the requested action")
            case 404: ("E0000007", "Not found: Resource not found")
            case 429: ("E0000047", "API call exceeded rate limit due to too many requests.")
            case 503: ("E0000010", "Service is in read only mode.")
            default: ("E0000009", "Internal Server Error")
            }
        return OktaError(
            status: status, code: code, summary: summary,
            headers: status == 429 ? limits(remaining: 0, reset: wait ?? 1) : [])
    }

    /// The headers that tell how much is left; nothing says Retry-After.
    static func limits(remaining: Int, reset: Int) -> [(String, String)] {
        let end = Int(Date().timeIntervalSince1970.rounded(.up)) + reset
        return [
            ("X-Rate-Limit-Limit", "600"), ("X-Rate-Limit-Remaining", String(remaining)),
            ("X-Rate-Limit-Reset", String(end)),
        ]
    }

    var response: Response {
        let body: AttributeValue = .object([
            "errorCode": .text(code), "errorSummary": .text(summary), "errorLink": .text(code),
            "errorId": .text("oae\(UUID().uuidString.prefix(17))"),
            "errorCauses": .list(causes.map { .object(["errorSummary": .text($0)]) }),
        ])
        return Answer.json(status, body, headers: headers)
    }
}
