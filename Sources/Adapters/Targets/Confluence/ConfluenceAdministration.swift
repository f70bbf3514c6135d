import Domain
import Foundation
import HTML
import Settings

/// How an administrator signs in to Confluence and confirms the password (contracts/confluence.md, method admin-pages).
struct ConfluenceAdministration: AdminProduct {
    let username: String
    let password: Secret

    let tokenCookie: String? = nil
    /// The header `X-Atlassian-Token` does.
    let needsToken = false
    let tokenField = "atl_token"
    let signInRequest = TargetRequest.form("/dologin.action", [])

    func token(in page: HTMLDocument) -> String? {
        let token =
            page.meta("ajs-atl-token") ?? page.meta("atlassian-token")
            ?? page.forms.lazy.compactMap { $0.input(tokenField)?.value }.first
        return token.flatMap { $0.isEmpty ? nil : $0 }
    }

    func openSession(over channel: TargetChannel) async throws(TargetError) -> CookieJar {
        var signIn = ConfluenceSignIn(
            request: signInRequest,
            exchange: SignInExchange(channel: channel, username: username, password: password))
        return try await signIn.open()
    }

    func confirmationDestination(ofRedirectTo url: URL) -> String? {
        guard Self.isConfirmation(url) else { return nil }
        return url.queryValue("destination") ?? ""
    }

    func confirmationDestination(of page: HTMLDocument) -> String? {
        let form = page.forms.first {
            ($0.action ?? "").contains("doauthenticate.action") && $0.input("password") != nil
        }
        return form.map { $0.input("destination")?.value ?? "" }
    }

    func confirmationForm(for destination: String) -> TargetRequest {
        .page("/authenticate.action", query: [("destination", destination)])
    }

    func confirmation(for destination: String) -> TargetRequest {
        .form(
            "/doauthenticate.action",
            [("password", password.reveal()), ("authenticate", "Confirm"), ("destination", destination)])
    }

    /// Judged by Location alone.
    func isConfirmed(_ answer: TargetAnswer, for destination: String) throws(TargetError) -> Bool {
        guard let url = try answer.redirect(), !Self.isConfirmation(url) else { return false }
        return answer.channel.place(destination, isPlaceOf: url) && !url.lastPlainComponent.hasPrefix("login")
    }

    private static func isConfirmation(_ url: URL) -> Bool {
        ["authenticate.action", "doauthenticate.action"].contains(url.lastPlainComponent)
    }
}
