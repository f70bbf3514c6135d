import Domain
import Foundation
import Hummingbird
import JOSE
import OpenSSL
import Synchronization
import TestSupport

extension GoogleImitation {
    static let clientEmail = "rollcall@project.iam.gserviceaccount.com"
    static let admin = "admin@example.com"

    /// The file that Google Cloud gave out for `key`.
    static func keyFile(_ key: String = TestKeys.rsa, tokenURI: String, id: String = "key-1") -> Data {
        AttributeValue.object([
            "type": .text("service_account"), "project_id": .text("project"), "private_key_id": .text(id),
            "private_key": .text(key + "\n"), "client_email": .text(clientEmail), "client_id": .text("1234"),
            "token_uri": .text(tokenURI),
        ]).json
    }

    /// Takes an assertion that keeps every rule of the contract, and no other.
    func grant(_ request: LoopbackServer.Received) -> Response {
        let form = request.form
        let parts = (form["assertion"] ?? "").split(separator: ".", omittingEmptySubsequences: false)
        let decoded = parts.compactMap { Base64URL.decode($0) }
        guard form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer", form.count == 2, decoded.count == 3,
            let header = try? AttributeValue(json: decoded[0]),
            case .object(let claims)? = try? AttributeValue(json: decoded[1])
        else { return .oauth(400, "invalid_request", "Bad Request") }
        let scope = claims["scope"]?.text ?? ""
        state.withLock { $0.assertions.append(claims) }
        let isOurs =
            (try? PrivateKey(pem: TestKeys.rsa).publicKey)?.accepts(
                decoded[2], of: Data(parts.dropLast().joined(separator: ".").utf8), by: .rsaPKCS1) ?? false
        guard isOurs, header["alg"] == .text("RS256"), header["kid"] == .text("key-1"), header["typ"] == .text("JWT")
        else { return .oauth(400, "invalid_grant", "Invalid JWT Signature.") }
        guard let issued = Self.seconds(claims["iat"]), let ends = Self.seconds(claims["exp"]),
            abs(issued - time.now.timeIntervalSince1970) < 60, ends > issued, ends - issued <= 3600
        else {
            return .oauth(
                400, "invalid_grant",
                "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable "
                    + "timeframe. Check your iat and exp values in the JWT claim.")
        }
        guard claims["iss"] == .text(Self.clientEmail), claims["aud"] == .text("http://\(request.authority)/token"),
            claims["sub"] == .text(Self.admin)
        else { return .oauth(400, "invalid_grant", "Invalid email or User ID") }
        return state.withLock { state in
            guard state.granted.contains(scope) else {
                return .oauth(
                    401, "unauthorized_client",
                    "Client is unauthorized to retrieve access tokens using this method, or "
                        + "client not authorized for any of the scopes requested.")
            }
            let token = "ya29.token-\(state.assertions.count)"
            state.tokens[token] = scope
            return .text(#"{"access_token":"\#(token)","expires_in":\#(state.lifetime),"token_type":"Bearer"}"#)
        }
    }

    private static func seconds(_ value: AttributeValue?) -> Double? {
        if case .number(let text)? = value { Double(text) } else { nil }
    }
}

extension Response {
    static func oauth(_ status: Int, _ error: String, _ description: String) -> Response {
        .text(#"{"error":"\#(error)","error_description":"\#(description)"}"#, status: status)
    }
}
