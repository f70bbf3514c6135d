import Domain
public import Foundation
import OpenSSL
public import Settings

/// What a service account signs in with: the file that Google Cloud gives out once (contracts/google.md, Tokens).
public struct ServiceAccountKey: Sendable, Hashable {
    public static let defaultTokenURI = "https://oauth2.googleapis.com/token"

    public let clientEmail: String
    /// PEM; proved to be a key that can sign by RS256.
    public let privateKey: Secret
    /// By which Google finds the key; nil in files that do not say.
    public let keyID: String?
    /// Where tokens come from, and whom assertions address, as the file writes it.
    public let tokenURI: String

    /// - Throws: What is wrong with the file, without anything that it holds.
    public init(json: Data) throws(ServiceAccountKeyError) {
        guard case .object(let members)? = try? AttributeValue(json: json) else {
            throw ServiceAccountKeyError("is no JSON object")
        }
        if let type = members["type"], type != .text("service_account") {
            throw ServiceAccountKeyError("holds another kind of credentials than a service account's key")
        }
        clientEmail = try Self.text("client_email", of: members)
        privateKey = Secret(try Self.text("private_key", of: members))
        keyID = members["private_key_id"] == nil ? nil : try Self.text("private_key_id", of: members)
        tokenURI = members["token_uri"] == nil ? Self.defaultTokenURI : try Self.text("token_uri", of: members)
        guard let key = try? PrivateKey(pem: privateKey.reveal()), key.supports(.rsaPKCS1) else {
            throw ServiceAccountKeyError("holds a private_key that is no RSA key in PEM")
        }
    }

    private static func text(
        _ name: String, of members: [String: AttributeValue]
    ) throws(ServiceAccountKeyError) -> String {
        guard case .text(let text)? = members[name], !text.isEmpty else {
            throw ServiceAccountKeyError("has no \(name)")
        }
        return text
    }
}

/// Why a text is no service account's key; never holds anything of it.
public struct ServiceAccountKeyError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Goes on after the name of the key: `has no client_email`.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
