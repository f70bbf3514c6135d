import Domain
import Foundation
import Settings

/// The client credentials grant (contracts/microsoft-graph.md, Tokens).
struct EntraSignIn: SignIn {
    let connector: String
    let settings: EntraSettings
    let transport: any HTTPTransport
    let time: any TimeSource

    var cancelled: DirectoryError { fault(.unreachable, "cancelled") }

    func token() async -> Result<AccessGrant, DirectoryError> {
        do {
            return .success(try await grant())
        } catch {
            return .failure(error)
        }
    }

    private func grant() async throws(DirectoryError) -> AccessGrant {
        let answer = try await exchange()
        if AnswerKind(answer) == .html {
            throw fault(
                .unreachable, "\(answer.status) with HTML in place of JSON",
                "a proxy or sign-in page is in the way: look at network.proxy and authorityURL")
        }
        let body = try? AttributeValue(json: answer.body)
        guard answer.status == 200 else { throw refusal(answer, body) }
        guard case .text(let token)? = body?["access_token"], !token.isEmpty,
            token.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw fault(.unreachable, "the answer holds no access_token", "check authorityURL") }
        let lifetime = body?["expires_in"]?.text.flatMap(Double.init) ?? 300
        return AccessGrant(token: token, lifetime: min(max(lifetime, 0), 86_400))
    }

    private func exchange() async throws(DirectoryError) -> HTTPAnswer {
        let authority = settings.authorityURL.absoluteString
        let path = "/\(PercentEncoding.component(settings.tenantID))/oauth2/v2.0/token"
        guard let url = URL(string: authority + path), let graph = Origin(settings.graphURL) else {
            throw fault(.unreachable, "no valid address", "check authorityURL and graphURL")
        }
        let request = OutboundRequest(
            "POST", url,
            headers: [("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/json")],
            body: PercentEncoding.form([
                ("grant_type", "client_credentials"), ("client_id", settings.clientID),
                ("scope", "\(graph)/.default"), ("client_secret", settings.clientSecret.reveal()),
            ]))
        do {
            return try await transport.send(request)
        } catch {
            throw fault(.unreachable, error.description)
        }
    }

    private func refusal(_ answer: HTTPAnswer, _ body: AttributeValue?) -> DirectoryError {
        let wait = RetryAfter.of(answer, now: time.now)
        let error = AADError(body)
        switch answer.status {
        case 429: return fault(.throttled(retryAfter: wait), "429")
        case 503 where wait != nil: return fault(.throttled(retryAfter: wait), "503")
        case 500...: return fault(.unreachable, "\(answer.status)")
        case 300..<400:
            return fault(.unreachable, "answered with a redirect, never followed", "check authorityURL")
        default:
            guard let error else {
                return fault(.unreachable, "\(answer.status) without an OAuth error", "check authorityURL and tenantID")
            }
            if error.isTemporary { return fault(.unreachable, "\(answer.status) \(error.name)") }
            return fault(.credentials, "\(answer.status) \(error.name)", error.remedy)
        }
    }

    private func fault(_ code: DirectoryError.Code, _ cause: String, _ remedy: String? = nil) -> DirectoryError {
        DirectoryError(
            code, connector: connector, request: "POST /{tenant}/oauth2/v2.0/token", cause: cause, remedy: remedy)
    }
}
