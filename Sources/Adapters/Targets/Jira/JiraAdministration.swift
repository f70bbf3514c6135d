import Domain
import Foundation
import HTML
import Settings

/// How an administrator signs in to Jira and confirms the password (contracts/jira.md, method admin-pages).
struct JiraAdministration: AdminProduct {
    private static let confirmationPath = "/secure/admin/WebSudoAuthenticate"

    let username: String
    let password: Secret

    let tokenCookie = "atlassian.xsrf.token"
    let tokenField = "atl_token"
    let signInRequest = TargetRequest.rest("/rest/auth/1/session", method: "POST")

    func token(in page: HTMLDocument) -> String? {
        let token = page.meta("atlassian-token") ?? page.forms.lazy.compactMap { $0.input(tokenField)?.value }.first
        return token.flatMap { $0.isEmpty ? nil : $0 }
    }

    func openSession(over channel: TargetChannel) async throws(TargetError) -> CookieJar {
        var session = JiraSignIn(channel: channel, username: username, password: password, request: signInRequest)
        return try await session.open()
    }

    func confirmationDestination(ofRedirectTo url: URL) -> String? {
        guard url.lastPathComponent.hasPrefix("WebSudoAuthenticate") else { return nil }
        // A form's plus means a blank; components leave it as it is.
        let query = url.query(percentEncoded: true)?.replacingOccurrences(of: "+", with: "%20")
        var parts = URLComponents()
        parts.percentEncodedQuery = query
        return parts.queryItems?.first { $0.name == "webSudoDestination" }?.value ?? ""
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
        guard let wanted = URL(string: destination, relativeTo: answer.channel.baseURL) else { return true }
        // The destination may be told without the context path, or as a whole address.
        return Self.plainPath(url).hasSuffix(Self.plainPath(wanted))
    }

    /// Decoded, and without a session's id.
    private static func plainPath(_ url: URL) -> Substring { url.path(percentEncoded: false).prefix { $0 != ";" } }
}
