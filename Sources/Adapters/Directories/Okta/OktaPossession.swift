import Domain
import Foundation
import JOSE

/// Proves that a token is used by whom it was given to (DPoP, RFC 9449), once Okta demands it.
actor OktaPossession {
    /// What an `Authorization` with a bound token begins with.
    static let scheme = "DPoP "

    /// nil: not demanded so far.
    private var key: DPoPKey?
    /// Renewed daily; the one before stays good for three days.
    private var nonce: String?

    /// For a request for a token; nil while none is demanded.
    func proof(forTokenAt url: URL, now: Date) throws -> String? {
        try key?.proof(method: "POST", url: url, nonce: nonce, at: now, id: UUID().uuidString)
    }

    /// For any other request, where `authorization` has a bound token.
    func proof(_ method: String, _ url: URL, authorization: String, now: Date) throws -> String? {
        guard authorization.hasPrefix(Self.scheme) else { return nil }
        let token = String(authorization.dropFirst(Self.scheme.count))
        return try key?.proof(method: method, url: url, token: token, at: now, id: UUID().uuidString)
    }

    /// Whether the token endpoint asks for the same again with a proof, or with this nonce.
    func learn(from answer: HTTPAnswer) -> Bool {
        guard answer.status == 400 else { return false }
        switch OktaSignInError.error(in: try? AttributeValue(json: answer.body)) {
        case "invalid_dpop_proof" where key == nil:
            key = try? DPoPKey()
            return key != nil
        case "use_dpop_nonce":
            guard let fresh = answer.header("DPoP-Nonce"), !fresh.isEmpty, fresh != nonce else { return false }
            nonce = fresh
            if key == nil { key = try? DPoPKey() }
            return key != nil
        default: return false
        }
    }
}
