import Domain
import Hummingbird

/// Jira's refusals (contracts/jira.md, Signing in, errors, limits).
enum JiraErrors {
    static let failed = ("X-Seraph-LoginReason", "AUTHENTICATED_FAILED")
    static let denied = ("X-Seraph-LoginReason", "AUTHENTICATION_DENIED")

    static func json(
        _ status: Int, _ messages: [String], errors: [String: String] = [:], headers: [(String, String)] = []
    ) -> Response {
        let body: AttributeValue = .object([
            "errorMessages": .list(messages.map(AttributeValue.text)),
            "errors": .object(errors.mapValues(AttributeValue.text)),
        ])
        return Answer.json(status, body, headers: headers)
    }

    static func unauthorized() -> Response {
        json(
            401, ["You are not authenticated. Authentication required to perform this operation."],
            headers: [failed, ("WWW-Authenticate", "OAuth realm=\"http%3A%2F%2F127.0.0.1\"")])
    }

    static func captcha(baseURL: String) -> Response {
        let reason = ("X-Authentication-Denied-Reason", "CAPTCHA_CHALLENGE; login-url=\(baseURL)/login.jsp")
        return json(403, ["Login denied"], headers: [denied, reason])
    }

    /// A fault's status, in the words of a resource.
    static func rest(_ status: Int, _ retryAfter: Int?) -> Response {
        var headers = retryAfter.map { [("Retry-After", String($0))] } ?? []
        guard status == 429 else { return json(status, ["Something went wrong."], headers: headers) }
        headers += [
            ("X-RateLimit-Limit", "10"), ("X-RateLimit-Remaining", "0"), ("X-RateLimit-Interval-Seconds", "1"),
            ("X-RateLimit-FillRate", "2"),
        ]
        return Answer.json(429, "{\"message\":\"Rate limit exceeded.\"}", headers: headers)
    }

    /// A fault's status, as a page or a proxy before Jira.
    static func page(_ status: Int, _ retryAfter: Int?) -> Response {
        Answer.html(
            status, "<!DOCTYPE html><html><head><title>\(status)</title></head><body><h1>\(status)</h1></body></html>",
            headers: retryAfter.map { [("Retry-After", String($0))] } ?? [])
    }
}
