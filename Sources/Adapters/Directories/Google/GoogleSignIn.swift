import Domain
import Foundation
import JOSE
import OpenSSL
import Settings

/// The service account's sign-in on an administrator's behalf: a signed assertion for a token (contracts/google.md,
/// Tokens).
struct GoogleSignIn: SignIn {
    /// Enough for reading users and for channels.
    static let userScope = "https://www.googleapis.com/auth/admin.directory.user.readonly"
    /// For telling which custom fields there are.
    static let schemaScope = "https://www.googleapis.com/auth/admin.directory.userschema.readonly"
    /// Of an assertion, in seconds: half of what is allowed, so that a clock that is ahead does no harm.
    private static let lifetime = 1800

    let connector: String
    let settings: GoogleSettings
    let scope: String
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
        let answer = try await exchange(try assertion())
        if AnswerKind(answer) == .html {
            throw fault(
                .unreachable, "\(answer.status) with HTML in place of JSON",
                "a proxy or sign-in page is in the way: look at network.proxy and the key's token_uri")
        }
        let body = try? AttributeValue(json: answer.body)
        guard answer.status == 200 else { throw refusal(answer, body) }
        guard case .text(let token)? = body?["access_token"], !token.isEmpty,
            token.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw fault(.unreachable, "the answer holds no access_token", "check the key's token_uri") }
        let lifetime = body?["expires_in"]?.text.flatMap(Double.init) ?? 300
        return AccessGrant(token: token, lifetime: min(max(lifetime, 0), 86_400))
    }

    private func assertion() throws(DirectoryError) -> String {
        let key = settings.serviceAccountKey
        let claims = AssertionClaims(
            issuer: key.clientEmail, subject: settings.delegatedAdmin, audience: key.tokenURI, scope: scope,
            issuedAt: time.now, lifetime: Self.lifetime)
        do {
            return try CompactJWS.sign(
                claims, JWSHeader(.rs256, keyID: key.keyID), with: PrivateKey(pem: key.privateKey.reveal()))
        } catch {
            throw fault(.credentials, "the private key does not sign", "make a new key for the service account")
        }
    }

    private func exchange(_ assertion: String) async throws(DirectoryError) -> HTTPAnswer {
        let request = OutboundRequest(
            "POST", settings.tokenURL,
            headers: [("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/json")],
            body: PercentEncoding.form([
                ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", assertion),
            ]))
        do {
            return try await transport.send(request)
        } catch {
            throw fault(.unreachable, error.description)
        }
    }

    private func refusal(_ answer: HTTPAnswer, _ body: AttributeValue?) -> DirectoryError {
        let wait = RetryAfter.of(answer, now: time.now)
        switch answer.status {
        case 429: return fault(.throttled(retryAfter: wait), "429")
        case 503 where wait != nil: return fault(.throttled(retryAfter: wait), "503")
        case 500...: return fault(.unreachable, "\(answer.status)")
        case 300..<400:
            return fault(.unreachable, "answered with a redirect, never followed", "check the key's token_uri")
        default:
            guard let error = GoogleSignInError(body) else {
                return fault(
                    .unreachable, "\(answer.status) without an OAuth error", "check the key's token_uri")
            }
            if error.isTemporary { return fault(.unreachable, "\(answer.status) \(error.name)") }
            return fault(.credentials, "\(answer.status) \(error.name)", error.remedy(scope: scope))
        }
    }

    private func fault(_ code: DirectoryError.Code, _ cause: String, _ remedy: String? = nil) -> DirectoryError {
        DirectoryError(code, connector: connector, request: "POST {token_uri}", cause: cause, remedy: remedy)
    }
}
