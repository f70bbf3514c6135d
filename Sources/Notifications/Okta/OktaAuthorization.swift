import Foundation
import OpenSSL

/// The one proof that Okta sends: the header `Authorization` is exactly the configured text (contracts/okta.md,
/// Verification and delivery).
struct OktaAuthorization: Sendable {
    private let secrets: SecretSet

    /// - Parameter secrets: all that are accepted at present; an empty one never is.
    init(_ secrets: [Data]) { self.secrets = SecretSet(secrets) }

    /// - Parameter what: What came with it: `the delivery`.
    func check(_ request: HookRequest, _ what: String) throws(Refusal) {
        let values = request.values(of: "Authorization")
        let isRight = secrets.contains(Data((values.count == 1 ? values[0] : "").utf8))
        guard !isRight else { return }
        switch values.count {
        case 0: throw Refusal(.unverified, "\(what) came without an Authorization header")
        case 1: throw Refusal(.unverified, "\(what) came with another Authorization header than hookSecret says")
        default: throw Refusal(.unverified, "\(what) came with several Authorization headers")
        }
    }
}
