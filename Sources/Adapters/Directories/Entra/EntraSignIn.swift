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

    var endpoint: TokenEndpoint {
        TokenEndpoint(
            connector: connector, request: "POST /{tenant}/oauth2/v2.0/token", setting: "authorityURL",
            settings: "authorityURL and tenantID", transport: transport)
    }

    func grant() async throws(DirectoryError) -> AccessGrant {
        let authority = settings.authorityURL.absoluteString
        let path = "/\(PercentEncoding.component(settings.tenantID))/oauth2/v2.0/token"
        guard let url = URL(string: authority + path), let graph = Origin(settings.graphURL) else {
            throw endpoint.fault(.unreachable, "no valid address", "check authorityURL and graphURL")
        }
        let form = [
            (name: "grant_type", value: "client_credentials"), ("client_id", settings.clientID),
            ("scope", "\(graph)/.default"),
        ]
        let answer = try await endpoint.ask(url, form + (try proof(at: url)))
        return try endpoint.grant(in: answer, wait: RetryAfter.of(answer, now: time.now)) { AADError($0) }
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
            throw endpoint.fault(.credentials, "the private key does not sign", "check clientCertificate.privateKey")
        }
    }
}
