import Domain
import Foundation
import JOSE
import OpenSSL
import Settings

/// The client credentials grant (contracts/microsoft-graph.md, Tokens).
struct EntraSignIn: SignIn {
    /// Of an assertion, in seconds: half of what is allowed.
    private static let lifetime = 300

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
            body: PercentEncoding.form(
                [
                    (name: "grant_type", value: "client_credentials"), ("client_id", settings.clientID),
                    ("scope", "\(graph)/.default"),
                ] + (try proof(at: url))))
        do {
            return try await transport.send(request)
        } catch {
            throw fault(.unreachable, error.description)
        }
    }

    private func proof(at url: URL) throws(DirectoryError) -> [(name: String, value: String)] {
        switch settings.credential {
        case .secret(let secret): return [("client_secret", secret.reveal())]
        case .certificate(let certificate):
            return [
                ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
                ("client_assertion", try assertion(by: certificate, to: url)),
            ]
        }
    }

    private func assertion(by certificate: ClientCertificate, to url: URL) throws(DirectoryError) -> String {
        let claims = AssertionClaims(
            issuer: settings.clientID, subject: settings.clientID, audience: url.absoluteString, issuedAt: time.now,
            lifetime: Self.lifetime, saysNotBefore: true, id: UUID().uuidString.lowercased())
        let header = JWSHeader(.ps256, certificateThumbprint: certificate.thumbprint)
        do {
            return try CompactJWS.sign(claims, header, with: PrivateKey(pem: certificate.privateKey.reveal()))
        } catch {
            throw fault(.credentials, "the private key does not sign", "check clientCertificate.privateKey")
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
