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

    var endpoint: TokenEndpoint {
        TokenEndpoint(
            connector: connector, request: "POST {token_uri}", setting: "the key's token_uri", transport: transport)
    }

    func grant() async throws(DirectoryError) -> AccessGrant {
        let answer = try await endpoint.ask(
            settings.tokenURL,
            [("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", try assertion())])
        return try endpoint.grant(in: answer, wait: RetryAfter.of(answer, now: time.now)) {
            GoogleSignInError($0, scope: scope)
        }
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
            throw endpoint.fault(
                .credentials, "the private key does not sign", "make a new key for the service account")
        }
    }
}
