import Domain
import Foundation
import JOSE
import OpenSSL
import Settings

/// The service app's sign-in: a signed assertion for a token, which is bound to a key of ours where the app demands that
/// (contracts/okta.md, Tokens and limits).
///
/// What it grants is a whole `Authorization` value: `Bearer …` or `DPoP …`.
struct OktaSignIn: SignIn {
    /// In seconds; at most an hour is allowed.
    private static let lifetime = 300

    let connector: String
    let settings: OktaSettings
    let client: Client
    let possession: OktaPossession
    let transport: any HTTPTransport
    let time: any TimeSource

    struct Client: Sendable {
        let id: String
        let keyID: String
        let privateKey: Secret
    }

    var endpoint: TokenEndpoint {
        TokenEndpoint(connector: connector, request: "POST /oauth2/v1/token", setting: "orgURL", transport: transport)
    }

    /// nil: none of those that Okta takes.
    static func algorithm(of key: PrivateKey) -> SigningAlgorithm? {
        [SigningAlgorithm.rs256, .es256].first { key.supports($0.scheme) }
    }

    func grant() async throws(DirectoryError) -> AccessGrant {
        var answer = try await ask()
        // Once because a proof is demanded, once because a nonce is, or another one.
        for _ in 0..<2 where await possession.learn(from: answer) { answer = try await ask() }
        let wait = answer.status == 429 ? OktaLimit(answer, now: time.now)?.wait : nil
        var grant = try endpoint.grant(in: answer, wait: wait) { OktaSignInError($0, scope: scope) }
        grant.token = (grant.type == "dpop" ? OktaPossession.scheme : "Bearer ") + grant.token
        return grant
    }

    private func ask() async throws(DirectoryError) -> HTTPAnswer {
        // Not /oauth2/default: that one grants no scopes of Okta's own API.
        let url = settings.orgURL.appending(path: "oauth2/v1/token")
        let form = [
            (name: "grant_type", value: "client_credentials"), ("scope", scope),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", try assertion(for: url)),
        ]
        let proof: String?
        do { proof = try await possession.proof(forTokenAt: url, now: time.now) } catch {
            throw endpoint.fault(.unreachable, "no proof of possession could be made: \(error)")
        }
        return try await endpoint.ask(url, form, proof: proof)
    }

    /// Each once: Okta takes none a second time.
    private func assertion(for url: URL) throws(DirectoryError) -> String {
        let claims = AssertionClaims(
            issuer: client.id, subject: client.id, audience: url.absoluteString, issuedAt: time.now,
            lifetime: Self.lifetime, id: UUID().uuidString)
        do {
            let key = try PrivateKey(pem: client.privateKey.reveal())
            let algorithm = Self.algorithm(of: key) ?? .rs256
            return try CompactJWS.sign(claims, JWSHeader(algorithm, keyID: client.keyID), with: key)
        } catch {
            throw endpoint.fault(.credentials, "the private key does not sign", "make a new key for the service app")
        }
    }

    private var scope: String {
        (["okta.users.read", "okta.schemas.read"] + (settings.subscriptions.manage ? ["okta.eventHooks.manage"] : []))
            .joined(separator: " ")
    }
}
