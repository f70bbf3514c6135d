import Domain
import Foundation
import HTML
import Settings

/// One sign-in: the login page's form, Basic where Confluence has no such form; then the proof that the session is our
/// account's.
struct ConfluenceSignIn {
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
        var form = request
        form.body = .form([
            ("os_username", username), ("os_password", password.reveal()), ("os_cookie", "true"), ("login", "Log in"),
            ("os_destination", ""),
        ])
        let answer = try await exchange.send(form)
        switch try Self.judge(answer) {
        case .opened: try checkAccount(in: try await exchange.send(ConfluenceAccount.own))
        case .unknownForm:
            let answer = try await exchange.sendByBasic(
                ConfluenceAccount.own, username: username, password: password.reveal())
            try checkAccount(in: answer)
            guard !exchange.jar.isEmpty else {
                throw answer.error(.unreachable, "Confluence took the password and opened no session")
            }
        }
        return exchange.jar
    }

    private enum Verdict { case opened, unknownForm }

    /// A wrong password is never sent a second time: Basic is tried only where nothing says that it was looked at.
    private static func judge(_ answer: TargetAnswer) throws(TargetError) -> Verdict {
        if answer.asksForCaptcha { throw answer.captcha }
        if answer.refusesPassword || answer.status == 401 { throw answer.refusedSignIn }
        if [404, 405, 410].contains(answer.status) { return .unknownForm }
        if answer.isUnavailable { throw answer.failure() }
        let place: URL?
        do { place = try answer.redirect() } catch {
            throw answer.error(.unreachable, error.cause, remedy: error.remedy)
        }
        if let place {
            if place.lastPlainComponent.hasPrefix("login") { throw answer.refusedSignIn }
            return .opened
        }
        guard answer.status == 200, AnswerKind(answer.http) == .html else { throw answer.failedSignIn }
        if let page = try? HTMLDocument(answer.http.body),
            page.elements(named: "input").contains(where: Self.asksForName)
        {
            throw answer.refusedSignIn
        }
        return .unknownForm
    }

    private static func asksForName(_ input: HTMLElement) -> Bool { input["name"] == "os_username" }

    private func checkAccount(in answer: TargetAnswer) throws(TargetError) {
        if answer.asksForCaptcha { throw answer.captcha }
        if answer.refusesPassword || answer.status == 401 { throw answer.refusedSignIn }
        if answer.isUnavailable { throw answer.failure() }
        guard answer.status == 200, AnswerKind(answer.http) == .json else { throw answer.failedSignIn }
        if answer.channel.product.isForNobody(answer) { throw answer.refusedSignIn }
        guard let own = try? answer.decoded(as: ConfluenceAccount.self), own.type == "known", let name = own.username
        else {
            throw answer.error(.unreachable, "Confluence does not say whose session it opened")
        }
        try answer.checkAccount(name, is: username)
    }
}
