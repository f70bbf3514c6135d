import Domain
import Foundation
import Settings

/// One sign-in: a session by REST, Basic where that resource is missing; then the proof that it is our account's.
struct JiraSignIn {
    let request: TargetRequest
    var exchange: SignInExchange

    /// - Throws: `.credentials` and `.captcha`, final both; `.throttled` and `.unreachable` when it is not about them.
    mutating func open() async throws(TargetError) -> CookieJar {
        var credentials = request
        let body = ["username": exchange.username, "password": exchange.password.reveal()]
        guard let json = try? JSONEncoder().encode(body) else {
            throw exchange.channel.error(.credentials, request, "user name or password is no text")
        }
        credentials.body = .json(json)
        let answer = try await exchange.send(credentials)
        if [404, 405, 410].contains(answer.status), !answer.refusesPassword {
            let answer = try await exchange.sendByBasic(JiraAccount.own)
            try checkAccount(in: answer)
            try exchange.checkSession(after: answer)
        } else {
            try judge(answer)
            try checkAccount(in: try await exchange.send(JiraAccount.own))
        }
        return exchange.jar
    }

    private func checkAccount(in answer: TargetAnswer) throws(TargetError) {
        try judge(answer)
        try answer.checkAccount((try? answer.decoded(as: JiraAccount.Own.self))?.name, is: exchange.username)
    }

    private func judge(_ answer: TargetAnswer) throws(TargetError) {
        // To signing in, 403 means a CAPTCHA with or without the header: either way more attempts make it worse.
        if answer.status == 403 { throw answer.captcha }
        try answer.checkSignedIn()
    }
}
