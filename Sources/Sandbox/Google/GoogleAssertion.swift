import Domain
import Foundation
import OpenSSL

/// A service account's signed wish for a token (contracts/google.md, Tokens), judged as strictly as Google does.
struct GoogleAssertion: Sendable {
    /// A refusal of the token endpoint.
    struct Refusal: Error {
        let status: Int
        let error: String
        let description: String

        static func grant(_ description: String) -> Refusal {
            Refusal(status: 400, error: "invalid_grant", description: description)
        }
    }
    /// Whom the account acts for; nil: for itself, who may see nobody.
    let subject: String?

    private static let longestLife = 3600.0
    /// How far clocks may be apart.
    private static let leeway = 60.0
    private static let scopes: Set = [
        "https://www.googleapis.com/auth/admin.directory.user.readonly",
        "https://www.googleapis.com/auth/admin.directory.user",
    ]

    init(
        _ text: String, account: String, key: GoogleKey, tokenURL: String, at now: Date
    ) throws(Refusal) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Self.object(parts[0]), let claims = Self.object(parts[1]),
            let signature = Self.bytes(parts[2])
        else { throw .grant("Invalid JWT: three parts of base64url were expected.") }
        guard header["alg"]?.string == "RS256", header["kid"]?.string == key.id else {
            throw .grant("Invalid JWT: its header names no key of the account for RS256.")
        }
        guard key.publicKey.accepts(signature, of: Data("\(parts[0]).\(parts[1])".utf8), by: .rsaPKCS1) else {
            throw .grant("Invalid JWT Signature.")
        }
        guard claims["iss"]?.string == account else { throw .grant("Invalid grant: account not found") }
        guard claims["aud"]?.string == tokenURL else { throw .grant("Invalid JWT: its audience is another.") }
        try Self.check(issued: claims["iat"], expires: claims["exp"], at: now.timeIntervalSince1970)
        let scopes = claims["scope"]?.string?.split(separator: " ").map(String.init) ?? []
        guard !scopes.isEmpty else {
            throw Refusal(status: 400, error: "invalid_scope", description: "Empty or missing scope not allowed.")
        }
        guard Self.scopes.isSuperset(of: scopes) else {
            throw Refusal(
                status: 401, error: "unauthorized_client",
                description: "Client is unauthorized to retrieve access tokens using this method, or client not "
                    + "authorized for any of the scopes requested.")
        }
        subject = claims["sub"]?.string
    }

    private static func check(
        issued: AttributeValue?, expires: AttributeValue?, at now: Double
    ) throws(Refusal) {
        guard case .number(let issued)? = issued, case .number(let expires)? = expires, let issued = Double(issued),
            let expires = Double(expires)
        else { throw .grant("Invalid JWT: iat and exp must be numbers.") }
        guard issued <= now + leeway, expires >= now, expires <= issued + longestLife else {
            throw .grant("Invalid JWT: it must be a short-lived token (60 minutes) and in a reasonable timeframe.")
        }
    }

    private static func object(_ part: Substring) -> AttributeValue? {
        guard let bytes = bytes(part), let value = try? AttributeValue(json: bytes), case .object = value else {
            return nil
        }
        return value
    }

    /// base64url without padding (RFC 7515 section 2).
    private static func bytes(_ part: Substring) -> Data? {
        guard !part.contains(where: { "+/=".contains($0) }) else { return nil }
        let text = part.replacing("-", with: "+").replacing("_", with: "/")
        return Data(base64Encoded: text + String(repeating: "=", count: (4 - text.count % 4) % 4))
    }
}
