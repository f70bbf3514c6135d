import Foundation
public import Settings

/// What Rollcall signs in to Okta with.
public enum OktaCredentials: Sendable, Hashable {
    /// Of an administrator (`SSWS`).
    case apiToken(Secret)
    /// Of a service app: a client that signs for itself (OAuth 2.0 `private_key_jwt`).
    case client(id: String, keyID: String, privateKey: Secret)

    /// As long as a digest of these is the same, refused credentials stay refused.
    var texts: [String] {
        switch self {
        case .apiToken(let token): [token.reveal()]
        case .client(let id, let keyID, let privateKey): [id, keyID, privateKey.reveal()]
        }
    }
}
