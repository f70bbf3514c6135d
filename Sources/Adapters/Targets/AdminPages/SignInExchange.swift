import Domain
import Foundation
import Settings

/// The requests of one sign-in, with the cookies that they bring.
struct SignInExchange: Sendable {
    let channel: TargetChannel
    let username: String
    let password: Secret
    private(set) var jar = CookieJar()

    init(channel: TargetChannel, username: String, password: Secret) {
        self.channel = channel
        self.username = username
        self.password = password
    }

    mutating func send(
        _ request: TargetRequest, headers: [(name: String, value: String)] = []
    ) async throws(TargetError) -> TargetAnswer {
        let now = channel.time.now
        let cookies = jar.headers(for: try channel.url(of: request), at: now)
        do throws(TargetError) {
            let answer = try await channel.send(request, headers: headers + cookies)
            jar.take(answer.http.values(of: "Set-Cookie"), from: answer.url, at: now)
            return answer
        } catch {
            // Cut off or too large, it says as little about a single user as a refused connection does.
            throw channel.error(.unreachable, request, error.cause, remedy: error.remedy)
        }
    }

    /// `request` once more, with the password in its header, as products without a usable form take it.
    mutating func sendByBasic(_ request: TargetRequest) async throws(TargetError) -> TargetAnswer {
        var basic = request
        basic.query.append(("os_authType", "basic"))
        let pair = Data("\(username):\(password.reveal())".utf8).base64EncodedString()
        return try await send(basic, headers: [("Authorization", "Basic \(pair)")])
    }

    /// - Throws: `.unreachable` when `answer` took the password and no cookie came.
    func checkSession(after answer: TargetAnswer) throws(TargetError) {
        guard jar.isEmpty else { return }
        throw answer.error(.unreachable, "\(channel.product.name) took the password and opened no session")
    }
}

extension TargetAnswer {
    /// What the product's sign-in noted about this request, on any status.
    var loginReasons: String { http.values(of: "X-Seraph-LoginReason").joined(separator: ",") }

    var asksForCaptcha: Bool {
        loginReasons.contains("AUTHENTICATION_DENIED")
            || (http.header("X-Authentication-Denied-Reason") ?? "").hasPrefix("CAPTCHA")
    }

    /// The password that came with the request was wrong.
    var refusesPassword: Bool { asksForCaptcha || loginReasons.contains("AUTHENTICATED_FAILED") }

    /// - Throws: What is wrong with the password or with the product, as far as any answer to signing in tells it.
    func checkSignIn() throws(TargetError) {
        if asksForCaptcha { throw captcha }
        if refusesPassword || status == 401 { throw refusedSignIn }
        if isUnavailable { throw failure() }
    }

    /// - Throws: The same, and `.unreachable` for what is not the JSON that is made for an account.
    func checkSignedIn() throws(TargetError) {
        try checkSignIn()
        guard status == 200, AnswerKind(http) == .json else { throw failedSignIn }
    }

    /// - Parameter name: Whose session it is; nil: the product does not say.
    /// - Throws: `.credentials` when the session is not the configured account's.
    func checkAccount(_ name: String?, is username: String) throws(TargetError) {
        guard let name else {
            throw error(.unreachable, "\(channel.product.name) does not say whose session it opened")
        }
        guard name.lowercased() == username.lowercased() else {
            throw error(
                .credentials, "\(channel.product.name) answered for another account than the configured one",
                remedy: "write the account's exact user name under username")
        }
        if http.header("X-AUSERNAME") == "anonymous" { throw signedOut(refused: true) }
    }

    var refusedSignIn: TargetError {
        error(
            .credentials, "\(channel.product.name) refused user name or password (\(status))",
            remedy: "correct username and password in the configuration; it is not tried again by itself")
    }

    /// Signing in came to nothing, for another reason than the password.
    var failedSignIn: TargetError {
        let what = AnswerKind(http) == .html ? "HTML in place of an answer" : "no session"
        return error(
            .unreachable, "signing in failed (\(status), \(what))",
            remedy: "see \(channel.product.name)'s log, and whether a proxy or single sign-on stands in the way of this"
                + " account")
    }
}
