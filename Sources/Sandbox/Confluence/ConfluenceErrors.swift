import Domain
import Hummingbird

/// Confluence's refusals (contracts/confluence.md, Signing in, errors, limits).
enum ConfluenceErrors {
    static func json(_ status: Int, _ message: String, headers: [(String, String)] = []) -> Response {
        let body: AttributeValue = .object([
            "statusCode": .number(String(status)),
            "data": .object([
                "authorized": .flag(false), "valid": .flag(true), "errors": .list([]), "successful": .flag(false),
            ]),
            "message": .text(message), "reason": .text(reason(status)),
        ])
        return Answer.json(status, body, headers: headers)
    }

    private static func reason(_ status: Int) -> String {
        switch status {
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        default: "Internal Server Error"
        }
    }

    /// A fault's status, in the words of a resource.
    static func rest(_ status: Int, _ retryAfter: Int?) -> Response {
        // Limits are the same filter's in both products.
        if status == 429 { return JiraErrors.rest(status, retryAfter) }
        return json(status, "Something went wrong", headers: retryAfter.map { [("Retry-After", String($0))] } ?? [])
    }
}
