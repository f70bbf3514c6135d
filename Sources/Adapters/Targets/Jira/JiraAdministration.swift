import Domain
import Foundation
import HTML
import Settings

/// How an administrator signs in to Jira and confirms the password (contracts/jira.md, method admin-pages).
struct JiraAdministration: AdminProduct {
    private static let confirmationPath = "/secure/admin/WebSudoAuthenticate"

    let username: String
    let password: Secret

    let tokenCookie: String? = "atlassian.xsrf.token"
    let needsToken = true
    let tokenField = "atl_token"
    let signInRequest = TargetRequest.rest("/rest/auth/1/session", method: "POST")

    func token(in page: HTMLDocument) -> String? {
        let token = page.meta("atlassian-token") ?? page.forms.lazy.compactMap { $0.input(tokenField)?.value }.first
        return token.flatMap { $0.isEmpty ? nil : $0 }
    }

    func openSession(over channel: TargetChannel) async throws(TargetError) -> CookieJar {
        var session = JiraSignIn(
            request: signInRequest,
            exchange: SignInExchange(channel: channel, username: username, password: password))
        return try await session.open()
    }

    func confirmationDestination(ofRedirectTo url: URL) -> String? {
        guard url.lastPathComponent.hasPrefix("WebSudoAuthenticate") else { return nil }
        return url.queryValue("webSudoDestination") ?? ""
    }

    func confirmationDestination(of page: HTMLDocument) -> String? {
        let inputs = page.elements(named: "input")
        guard inputs.contains(where: { $0["name"] == "webSudoPassword" }) else { return nil }
        return inputs.first { $0["name"] == "webSudoDestination" }?["value"] ?? ""
    }

    func confirmationForm(for destination: String) -> TargetRequest {
        .page(Self.confirmationPath + "!default.jspa", query: [("webSudoDestination", destination)])
    }

    func confirmation(for destination: String) -> TargetRequest {
        .form(
            Self.confirmationPath + ".jspa",
            [
                ("webSudoPassword", password.reveal()), ("webSudoDestination", destination),
                // With true the answer would be a page, and a page says nothing about the password.
                ("webSudoIsPost", "false"),
            ])
    }

    /// Judged by header and Location, never by status alone.
    func isConfirmed(_ answer: TargetAnswer, for destination: String) throws(TargetError) -> Bool {
        let words = answer.http.values(of: "X-Atlassian-WebSudo").joined(separator: ",")
        guard words.contains("Has-Authentication"), let url = try answer.redirect() else { return false }
        return answer.channel.place(destination, isPlaceOf: url)
    }
}
