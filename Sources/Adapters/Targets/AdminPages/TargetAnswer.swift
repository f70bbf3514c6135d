import Domain
import Foundation

/// A target's whole answer together with what was asked.
struct TargetAnswer: Sendable {
    let channel: TargetChannel
    let request: TargetRequest
    let url: URL
    let http: HTTPAnswer

    var status: Int { http.status }

    /// Where a redirect leads, resolved against the request; nil for other answers.
    /// - Throws: `.malformed` when it leads to another host: that is never followed.
    func redirect() throws(TargetError) -> URL? {
        guard [301, 302, 303, 307, 308].contains(status) else { return nil }
        guard let location = http.header("Location"), let url = URL(string: location, relativeTo: url)?.absoluteURL
        else {
            throw error(.malformed, "a redirect (\(status)) that leads nowhere")
        }
        guard channel.origin.contains(url) else {
            let place = Origin(url)?.description ?? "no web address"
            throw error(
                .malformed, "a redirect to \(place), away from \(channel.origin)",
                remedy: "let baseURL name the address that the product itself uses, or exempt this account from single"
                    + " sign-on")
        }
        return url
    }

    /// The answer's JSON as a value of `type`.
    /// - Throws: `.malformed` without the content.
    func decoded<Value: Decodable>(as type: Value.Type) throws(TargetError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: http.body)
        } catch {
            throw self.error(.malformed, "the answer (\(status)) is not the JSON that is due here")
        }
    }

    /// What the status alone says about an answer that is no success.
    func failure() -> TargetError {
        switch status {
        case 429: return error(.throttled(retryAfter: retryAfter), "too many requests (429)")
        case 503 where retryAfter != nil: return error(.throttled(retryAfter: retryAfter), "not available now (503)")
        case 502, 503, 504: return error(.unreachable, "not available (\(status))")
        case 401:
            return error(.credentials, "not signed in (401)", remedy: "correct the credentials in the configuration")
        case 403:
            return error(.forbidden, "not permitted (403)", remedy: "give the account the permission that this needs")
        case 404: return error(.notFound, "not found (404)")
        case 200..<300, 300..<400: return error(.malformed, "an unexpected answer (\(status))")
        default: return error(.refused, "refused (\(status))")
        }
    }

    /// Whether the status says that the target as a whole doesn't answer now.
    var isUnavailable: Bool { [429, 502, 503, 504].contains(status) }

    var captcha: TargetError {
        error(
            .captcha, "a CAPTCHA is due before this account may sign in again",
            remedy: "sign in as this account in a browser, solve the CAPTCHA, then ask for one more attempt")
    }

    var forbidden: TargetError {
        error(
            .forbidden, "the account is known and not permitted to do this",
            remedy: "make it an administrator, or give it the permission that this needs")
    }

    /// Not signed in, beyond repair.
    func signedOut(refused: Bool) -> TargetError {
        guard refused || status == 401 else {
            return error(
                .unreachable, "a sign-in page or other HTML (\(status)) in place of what was asked for",
                remedy: "see whether a proxy or single sign-on stands in the way of this account")
        }
        return error(
            .credentials, "the credentials are not accepted (\(status))",
            remedy: "correct the credentials in the configuration")
    }

    /// A page of the administration that is not the one which was asked for, or nothing of the kind.
    func unrecognised(because cause: String? = nil) -> TargetError {
        guard status < 400 || status == 404 else { return failure() }
        return error(
            .malformed, "this page (\(status)) is not one that is known" + (cause.map { ": \($0)" } ?? ""),
            remedy: "nothing more is written; if this \(channel.product.name)'s pages differ, use method: companion")
    }

    func error(_ code: TargetError.Code, _ cause: String, remedy: String? = nil) -> TargetError {
        channel.error(code, request, cause, remedy: remedy)
    }

    private var retryAfter: Duration? { RetryAfter.of(http, now: channel.time.now) }
}
