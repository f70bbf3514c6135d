import Domain
import Foundation
import OpenSSL

/// The service account's key pair: made once a process, since that takes a moment.
struct GoogleKey: Sendable {
    /// `private_key_id`, and the `kid` of assertions.
    let id: String
    let pem: String
    let publicKey: PublicKey

    static let shared = Result { try GoogleKey() }

    private init() throws {
        let made = try GeneratedKey.rsa(bits: 2048)
        id = UUID().uuidString.replacing("-", with: "").lowercased()
        pem = made.pem
        publicKey = made.publicKey
    }

    /// The key file as Google's console hands it out.
    func file(account: String, tokenURL: String) -> Data {
        AttributeValue.object([
            "type": .text("service_account"), "project_id": .text("sandbox"), "private_key_id": .text(id),
            "private_key": .text(pem), "client_email": .text(account), "client_id": .text("103421584093271649581"),
            "auth_uri": .text("https://accounts.google.com/o/oauth2/auth"), "token_uri": .text(tokenURL),
            "universe_domain": .text("googleapis.com"),
        ]).json
    }
}
