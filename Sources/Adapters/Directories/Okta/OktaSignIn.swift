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

    var cancelled: DirectoryError { fault(.unreachable, "cancelled") }

    /// nil: none of those that Okta takes.
    static func algorithm(of key: PrivateKey) -> SigningAlgorithm? {
        [SigningAlgorithm.rs256, .es256].first { key.supports($0.scheme) }
    }

    func token() async -> Result<AccessGrant, DirectoryError> {
        do {
            return .success(try await grant())
        } catch {
            return .failure(error)
        }
    }

    private func grant() async throws(DirectoryError) -> AccessGrant {
        var answer = try await exchange()
        // Once because a proof is demanded, once because a nonce is, or another one.
        for _ in 0..<2 where await possession.learn(from: answer) { answer = try await exchange() }
        if AnswerKind(answer) == .html {
            throw fault(
                .unreachable, "\(answer.status) with HTML in place of JSON",
                "a proxy or sign-in page is in the way: look at network.proxy and orgURL")
        }
        let body = try? AttributeValue(json: answer.body)
        guard answer.status == 200 else { throw refusal(answer, body) }
        guard case .text(let token)? = body?["access_token"], !token.isEmpty,
            token.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw fault(.unreachable, "the answer holds no access_token", "check orgURL") }
        let isBound = body?["token_type"]?.text?.lowercased() == "dpop"
        let lifetime = body?["expires_in"]?.text.flatMap(Double.init) ?? 300
        return AccessGrant(
            token: (isBound ? OktaPossession.scheme : "Bearer ") + token, lifetime: min(max(lifetime, 0), 86_400))
    }

    private func exchange() async throws(DirectoryError) -> HTTPAnswer {
        // Not /oauth2/default: that one grants no scopes of Okta's own API.
        let url = settings.orgURL.appending(path: "oauth2/v1/token")
        var headers = [("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/json")]
        let form = PercentEncoding.form([
            ("grant_type", "client_credentials"), ("scope", scope),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", try assertion(for: url)),
        ])
        do {
            if let proof = try await possession.proof(forTokenAt: url, now: time.now) {
                headers.append(("DPoP", proof))
            }
        } catch { throw fault(.unreachable, "no proof of possession could be made: \(error)") }
        do {
            return try await transport.send(OutboundRequest("POST", url, headers: headers, body: form))
        } catch {
            throw fault(.unreachable, error.description)
        }
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
            throw fault(.credentials, "the private key does not sign", "make a new key for the service app")
        }
    }

    private var scope: String {
        (["okta.users.read", "okta.schemas.read"] + (settings.subscriptions.manage ? ["okta.eventHooks.manage"] : []))
            .joined(separator: " ")
    }

    private func refusal(_ answer: HTTPAnswer, _ body: AttributeValue?) -> DirectoryError {
        let words = "\(answer.status)"
        switch answer.status {
        case 429:
            return fault(.throttled(retryAfter: OktaLimit(answer, now: time.now)?.wait), words)
        case 500...: return fault(.unreachable, words)
        case 300..<400: return fault(.unreachable, "answered with a redirect, never followed", "check orgURL")
        default:
            guard let error = OktaSignInError(body) else {
                return fault(.unreachable, "\(words) without an OAuth error", "check orgURL")
            }
            if error.isTemporary { return fault(.unreachable, "\(words) \(error.name)") }
            return fault(.credentials, "\(words) \(error.name)", error.remedy(scope: scope))
        }
    }

    private func fault(_ code: DirectoryError.Code, _ cause: String, _ remedy: String? = nil) -> DirectoryError {
        DirectoryError(code, connector: connector, request: "POST /oauth2/v1/token", cause: cause, remedy: remedy)
    }
}
