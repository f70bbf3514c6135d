import Domain
import Foundation
import HTML

/// Confirms the account's password, as the administration asks before it opens its pages ("WebSudo").
struct PasswordConfirmation: Sendable {
    enum Outcome: Sendable {
        /// The session as it is now: a right password brings a new session cookie.
        case confirmed(CookieJar)
        case signedOut
    }
    let product: any AdminProduct
    let destination: String
    let channel: TargetChannel
    private var jar: CookieJar

    init(product: any AdminProduct, destination: String, channel: TargetChannel, session: CookieJar) {
        self.product = product
        self.destination = destination
        self.channel = channel
        jar = session
    }

    /// - Parameter token: The form's token as far as it is known; the form itself is asked otherwise.
    /// - Throws: `.credentials` when the password was wrong: that may count as a failed sign-in and is never repeated.
    mutating func confirm(token: String?) async throws(TargetError) -> Outcome {
        var token = token
        if token == nil, product.needsToken { token = try await freshToken(insteadOf: nil) }
        for isLast in [false, true] {
            var request = product.confirmation(for: destination)
            if let token { request = request.adding((product.tokenField, token)) }
            let answer = try await send(request)
            if try product.isConfirmed(answer, for: destination) { return .confirmed(jar) }
            switch try Standing(of: answer, product: product) {
            case .signedOut(refused: false): return .signedOut
            case .tokenMissing where !isLast: token = try await freshToken(insteadOf: token)
            case .tokenMissing: throw answer.error(.malformed, "the form's token is refused, the fresh one too")
            case .captcha: throw answer.captcha
            case .answered where answer.isUnavailable || answer.status >= 500:
                throw answer.isUnavailable ? answer.failure() : answer.error(.unreachable, "failed (\(answer.status))")
            case .answered, .forbidden, .webSudo, .signedOut(refused: true):
                throw answer.error(
                    .credentials, "the password was not accepted where the administration asks for it again",
                    remedy: "correct the password in the configuration")
            }
        }
        return .signedOut
    }

    private mutating func freshToken(insteadOf old: String?) async throws(TargetError) -> String? {
        let answer = try await send(product.confirmationForm(for: destination))
        if answer.isUnavailable { throw answer.failure() }
        let page = AnswerKind(answer.http) == .html ? try? HTMLDocument(answer.http.body) : nil
        let known = [product.tokenCookie.flatMap(jar.value), page.flatMap(product.token)].compactMap { $0 }
        return known.first { $0 != old } ?? known.first
    }

    private mutating func send(_ request: TargetRequest) async throws(TargetError) -> TargetAnswer {
        let now = channel.time.now
        let answer = try await channel.send(request, headers: jar.headers(for: try channel.url(of: request), at: now))
        jar.take(answer.http.values(of: "Set-Cookie"), from: answer.url, at: now)
        return answer
    }
}
