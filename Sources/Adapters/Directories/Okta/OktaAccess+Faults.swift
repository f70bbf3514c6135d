import Domain
import Foundation

extension OktaAccess {
    /// What an answer that is no success means (contracts/okta.md, Tokens and limits).
    func fault(_ answer: HTTPAnswer, _ request: Request) -> DirectoryError {
        let okta = OktaFault(answer)
        let words = "\(answer.status)\(okta.suffix)"
        switch answer.status {
        case 429: return throttled(answer, request, words)
        case 503 where RetryAfter.of(answer, now: time.now) != nil: return throttled(answer, request, words)
        case 408, 502, 503, 504: return fault(.unreachable, request, words)
        case 500...: return fault(.refused, request, words)
        case _ where AnswerKind(answer) == .html:
            return fault(
                .unreachable, request, "\(words) with HTML in place of JSON",
                remedy: "a proxy or sign-in page is in the way: look at network.proxy and orgURL")
        case 403:
            return fault(
                .forbidden, request, "the token may not do this (\(words))", remedy: authorization.permissionRemedy)
        case 404 where okta.isNotFound: return fault(.notFound, request, words)
        case 404 where !okta.isOktas:
            // A gateway's 404 must not look like a user who is gone.
            return fault(.refused, request, "\(words) without Okta's error object", remedy: "check orgURL")
        default: return fault(.refused, request, words)
        }
    }

    private func throttled(_ answer: HTTPAnswer, _ request: Request, _ words: String) -> DirectoryError {
        let wait: Duration?
        if let limit = OktaLimit(answer, now: time.now) {
            wait = limit.wait + jitter()
        } else {
            wait = RetryAfter.of(answer, now: time.now)
        }
        return fault(.throttled(retryAfter: wait), request, words)
    }
}
