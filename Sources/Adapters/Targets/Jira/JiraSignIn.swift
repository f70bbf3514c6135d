import Domain
import Foundation
import Settings

/// One sign-in: a session by REST, Basic where that resource is missing; then the proof that it is our account's.
struct JiraSignIn {
    let channel: TargetChannel
    let username: String
    let password: Secret
    let request: TargetRequest
    private var jar = CookieJar()

    init(channel: TargetChannel, username: String, password: Secret, request: TargetRequest) {
        self.channel = channel
        self.username = username
        self.password = password
        self.request = request
    }

    /// - Throws: `.credentials` and `.captcha`, final both; `.throttled` and `.unreachable` when it is not about them.
    mutating func open() async throws(TargetError) -> CookieJar {
        var credentials = request
        let body = ["username": username, "password": password.reveal()]
        guard let json = try? JSONEncoder().encode(body) else {
            throw channel.error(.credentials, request, "user name or password is no text")
        }
        credentials.body = .json(json)
        let answer = try await send(credentials)
        if [404, 405, 410].contains(answer.status), !isRefusal(answer) {
            try await proveByBasic()
        } else {
            try judge(answer)
            try await prove()
        }
        return jar
    }

    private mutating func prove() async throws(TargetError) {
        try checkAccount(in: try await send(JiraAccount.own))
    }

    private mutating func proveByBasic() async throws(TargetError) {
        var basic = JiraAccount.own
        basic.query.append(("os_authType", "basic"))
        let pair = Data("\(username):\(password.reveal())".utf8).base64EncodedString()
        let answer = try await send(basic, headers: [("Authorization", "Basic \(pair)")])
        try checkAccount(in: answer)
        guard jar.isEmpty else { return }
        throw answer.error(.unreachable, "Jira took the password and opened no session")
    }

    private func checkAccount(in answer: TargetAnswer) throws(TargetError) {
        try judge(answer)
        guard let name = try? answer.decoded(as: JiraAccount.Own.self).name else {
            throw answer.error(.unreachable, "Jira does not say whose session it opened")
        }
        guard name.lowercased() == username.lowercased() else {
            throw answer.error(
                .credentials, "Jira answered for another account than the configured one",
                remedy: "write the account's exact user name under username")
        }
        if answer.http.header("X-AUSERNAME") == "anonymous" { throw answer.signedOut(refused: true) }
    }

    private func judge(_ answer: TargetAnswer) throws(TargetError) {
        if isCaptcha(answer) { throw answer.captcha }
        if isRefusal(answer) || answer.status == 401 {
            throw answer.error(
                .credentials, "Jira refused user name or password (\(answer.status))",
                remedy: "correct username and password in the configuration; it is not tried again by itself")
        }
        if answer.isUnavailable { throw answer.failure() }
        guard answer.status == 200, AnswerKind(answer.http) == .json else {
            let what = AnswerKind(answer.http) == .html ? "HTML in place of JSON" : "no session"
            throw answer.error(
                .unreachable, "signing in failed (\(answer.status), \(what))",
                remedy: "see Jira's log, and whether a proxy or single sign-on stands in the way of this account")
        }
    }

    /// To signing in, 403 means a CAPTCHA with or without the header: either way more attempts make it worse.
    private func isCaptcha(_ answer: TargetAnswer) -> Bool {
        answer.status == 403 || reasons(of: answer).contains("AUTHENTICATION_DENIED")
            || (answer.http.header("X-Authentication-Denied-Reason") ?? "").hasPrefix("CAPTCHA")
    }

    private func isRefusal(_ answer: TargetAnswer) -> Bool {
        isCaptcha(answer) || reasons(of: answer).contains("AUTHENTICATED_FAILED")
    }

    private func reasons(of answer: TargetAnswer) -> String {
        answer.http.values(of: "X-Seraph-LoginReason").joined(separator: ",")
    }

    private mutating func send(
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
}
