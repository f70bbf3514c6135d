import Domain
import Foundation
import Settings

/// One sign-in: a session by REST, Basic where that resource is missing; then the proof that it is our account's.
struct JiraSignIn {
    let username: String
    let password: Secret
    let request: TargetRequest
    private var exchange: SignInExchange

    init(channel: TargetChannel, username: String, password: Secret, request: TargetRequest) {
        self.username = username
        self.password = password
        self.request = request
        exchange = SignInExchange(channel: channel)
    }

    /// - Throws: `.credentials` and `.captcha`, final both; `.throttled` and `.unreachable` when it is not about them.
    mutating func open() async throws(TargetError) -> CookieJar {
        var credentials = request
        let body = ["username": username, "password": password.reveal()]
        guard let json = try? JSONEncoder().encode(body) else {
            throw exchange.channel.error(.credentials, request, "user name or password is no text")
        }
        credentials.body = .json(json)
        let answer = try await exchange.send(credentials)
        if [404, 405, 410].contains(answer.status), !isRefusal(answer) {
            try await proveByBasic()
        } else {
            try judge(answer)
            try checkAccount(in: try await exchange.send(JiraAccount.own))
        }
        return exchange.jar
    }

    private mutating func proveByBasic() async throws(TargetError) {
        let answer = try await exchange.sendByBasic(
            JiraAccount.own, username: username, password: password.reveal())
        try checkAccount(in: answer)
        guard exchange.jar.isEmpty else { return }
        throw answer.error(.unreachable, "Jira took the password and opened no session")
    }

    private func checkAccount(in answer: TargetAnswer) throws(TargetError) {
        try judge(answer)
        guard let name = try? answer.decoded(as: JiraAccount.Own.self).name else {
            throw answer.error(.unreachable, "Jira does not say whose session it opened")
        }
        try answer.checkAccount(name, is: username)
    }

    private func judge(_ answer: TargetAnswer) throws(TargetError) {
        if isCaptcha(answer) { throw answer.captcha }
        if isRefusal(answer) || answer.status == 401 { throw answer.refusedSignIn }
        if answer.isUnavailable { throw answer.failure() }
        guard answer.status == 200, AnswerKind(answer.http) == .json else { throw answer.failedSignIn }
    }

    /// To signing in, 403 means a CAPTCHA with or without the header: either way more attempts make it worse.
    private func isCaptcha(_ answer: TargetAnswer) -> Bool { answer.status == 403 || answer.asksForCaptcha }

    private func isRefusal(_ answer: TargetAnswer) -> Bool { isCaptcha(answer) || answer.refusesPassword }
}
