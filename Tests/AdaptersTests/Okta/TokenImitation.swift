import Domain
import Foundation
import HTTPTypes
import Hummingbird
import JOSE
import OpenSSL
import Synchronization
import TestSupport

/// Okta's token endpoint and what it asks of API calls, as far as contracts/okta.md tells.
final class TokenImitation: Sendable {
    struct State {
        var signIns = 0
        var ids: Set<String> = []
        /// By token, the `x` of the key that it is bound to; empty: to none.
        var tokens: [String: String] = [:]
        var nonce = "n0nce-1"
        var complaints: [String] = []
        var lifetime = 3600
    }

    let state = Mutex(State())
    private let demandsProof: Bool
    private let key: PublicKey
    private let scheme: SignatureScheme

    /// - Parameter pem: The service app's key.
    init(demandsProof: Bool, pem: String = TestKeys.rsa) throws {
        self.demandsProof = demandsProof
        let key = try PrivateKey(pem: pem)
        self.key = try key.publicKey
        scheme = key.supports(.rsaPKCS1) ? .rsaPKCS1 : .ecdsaP256
    }

    var signIns: Int { state.withLock { $0.signIns } }
    /// What a careful server would not have taken.
    var complaints: [String] { state.withLock { $0.complaints } }

    /// Answers token requests, and API calls without a good token; nil: Okta goes on.
    func answer(_ request: LoopbackServer.Received) -> Response? {
        if request.path == "/oauth2/v1/token" { return grant(request) }
        let parts = (request.headers[.authorization] ?? "").split(separator: " ", maxSplits: 1).map(String.init)
        guard parts.count == 2, let bound = state.withLock({ $0.tokens[parts[1]] }) else {
            return .okta(401, "E0000011")
        }
        guard bound.isEmpty == (parts[0] == "Bearer") else { return .okta(401, "E0000011") }
        guard !bound.isEmpty else { return nil }
        guard let proof = proof(in: request), proof.x == bound, proof.claims["htm"] == .text(request.method),
            proof.claims["htu"] == .text("http://\(request.authority)\(request.target.prefix { $0 != "?" })"),
            proof.claims["ath"] == (try? .text(Base64URL.encode(Digest.of(Data(parts[1].utf8)))))
        else { return complain("an API call without the right proof") }
        return nil
    }

    private func grant(_ request: LoopbackServer.Received) -> Response {
        state.withLock { $0.signIns += 1 }
        let form = request.form
        guard form["grant_type"] == "client_credentials",
            form["scope"] == "okta.users.read okta.schemas.read okta.eventHooks.manage",
            form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            let (header, claims) = assertion(form["client_assertion"] ?? "", of: request)
        else { return .oauth(401, "invalid_client") }
        guard header["kid"] == .text("kid1"), claims["iss"] == .text("0oaClient"), claims["sub"] == claims["iss"],
            claims["aud"] == .text("http://\(request.authority)/oauth2/v1/token")
        else { return complain("another assertion") }
        var bound = ""
        if demandsProof {
            guard let proof = proof(in: request), proof.claims["htm"] == .text("POST") else {
                return .oauth(400, "invalid_dpop_proof")
            }
            let nonce = state.withLock { $0.nonce }
            guard proof.claims["nonce"] == .text(nonce) else {
                return .oauth(400, "use_dpop_nonce", headers: ["dpop-nonce": nonce])
            }
            bound = proof.x
        }
        return state.withLock { [bound] state in
            let token = "t0ken-\(state.signIns)"
            state.tokens[token] = bound
            let type = bound.isEmpty ? "Bearer" : "DPoP"
            return .text(
                #"{"token_type":"\#(type)","expires_in":\#(state.lifetime),"access_token":"\#(token)","scope":"x"}"#)
        }
    }

    /// nil when it is not signed by the app's key, or was sent before.
    private func assertion(
        _ token: String, of request: LoopbackServer.Received
    ) -> (header: AttributeValue, claims: AttributeValue)? {
        guard let parsed = Self.parsed(token), key.accepts(parsed.signature, of: parsed.input, by: scheme),
            isNew(parsed.claims)
        else { return nil }
        return (parsed.header, parsed.claims)
    }

    private func proof(in request: LoopbackServer.Received) -> (x: String, claims: AttributeValue)? {
        guard let name = HTTPField.Name("DPoP"), let token = request.headers[name], let parsed = Self.parsed(token),
            parsed.header["typ"] == .text("dpop+jwt"), parsed.header["alg"] == .text("ES256"),
            case .text(let x)? = parsed.header["jwk"]?["x"], parsed.header["jwk"]?["d"] == nil, isNew(parsed.claims)
        else { return nil }
        return (x, parsed.claims)
    }

    private func isNew(_ claims: AttributeValue) -> Bool {
        guard case .text(let id)? = claims["jti"] else { return false }
        return state.withLock { $0.ids.insert(id).inserted }
    }

    private func complain(_ words: String) -> Response {
        state.withLock { $0.complaints.append(words) }
        return .okta(400, "E0000001")
    }

    private struct Parsed {
        let header: AttributeValue
        let claims: AttributeValue
        let signature: Data
        let input: Data
    }

    private static func parsed(_ token: String) -> Parsed? {
        let parts = token.split(separator: ".").map(String.init)
        guard parts.count == 3, let header = Base64URL.decode(parts[0]).flatMap({ try? AttributeValue(json: $0) }),
            let claims = Base64URL.decode(parts[1]).flatMap({ try? AttributeValue(json: $0) }),
            let signature = Base64URL.decode(parts[2])
        else { return nil }
        return Parsed(
            header: header, claims: claims, signature: signature, input: Data("\(parts[0]).\(parts[1])".utf8))
    }
}

extension Response {
    static func oauth(_ status: Int, _ error: String, headers: [String: String] = [:]) -> Response {
        .text(#"{"error":"\#(error)","error_description":"about s3cret"}"#, status: status, headers: headers)
    }
}
