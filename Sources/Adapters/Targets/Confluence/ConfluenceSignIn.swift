import Domain
import Foundation
import HTML
import Settings

/// One sign-in: the login page's form, Basic where Confluence has no such form; then the proof that the session is our
/// account's.
struct ConfluenceSignIn {
    let request: TargetRequest
    var exchange: SignInExchange

    /// - Throws: `.credentials` and `.captcha`, final both; `.throttled` and `.unreachable` when it is not about them.
    mutating func open() async throws(TargetError) -> CookieJar {
        var form = request
        form.body = .form([
            ("os_username", exchange.username), ("os_password", exchange.password.reveal()), ("os_cookie", "true"),
            ("login", "Log in"), ("os_destination", ""),
        ])
        let answer = try await exchange.send(form)
        switch try Self.judge(answer) {
        case .opened: try checkAccount(in: try await exchange.send(ConfluenceAccount.own))
        case .unknownForm:
            let answer = try await exchange.sendByBasic(ConfluenceAccount.own)
            try checkAccount(in: answer)
            try exchange.checkSession(after: answer)
        }
        return exchange.jar
    }

    private enum Verdict { case opened, unknownForm }

    /// A wrong password is never sent a second time: Basic is tried only where nothing says that it was looked at.
    private static func judge(_ answer: TargetAnswer) throws(TargetError) -> Verdict {
        try answer.checkSignIn()
        if [404, 405, 410].contains(answer.status) { return .unknownForm }
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
        try answer.checkSignedIn()
        if answer.channel.product.isForNobody(answer) { throw answer.refusedSignIn }
        let own = try? answer.decoded(as: ConfluenceAccount.self)
        try answer.checkAccount(own?.type == "known" ? own?.username : nil, is: exchange.username)
    }
}
