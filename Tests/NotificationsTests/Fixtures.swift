import Domain
import Foundation
import Notifications
import OpenSSL

/// The moment at which the published Standard Webhooks example was signed.
let signedAt = Date(timeIntervalSince1970: 1_614_265_330)

extension HookRequest {
    /// A POST of JSON.
    static func json(_ body: String, _ headers: [(name: String, value: String)] = []) -> HookRequest {
        HookRequest(headers: [("Content-Type", "application/json")] + headers, body: Data(body.utf8))
    }
}

extension NotificationVerifier {
    /// At the moment of the fixtures, by a scheme without subscriptions.
    func verify(_ request: HookRequest, at time: Date = signedAt) throws(Refusal) -> VerifiedDelivery {
        try verify(request, known: .any, at: time)
    }

    /// The code of the refusal; nil when the request was taken.
    func refusal(of request: HookRequest, at time: Date = signedAt) -> Refusal.Code? {
        do throws(Refusal) {
            _ = try verify(request, known: .any, at: time)
            return nil
        } catch {
            return error.code
        }
    }
}

extension WebhookSource {
    /// A webhook `hr` that names users of `entra`.
    static func hr(_ path: String = "data.user.id", attribute: String? = nil) throws -> WebhookSource {
        WebhookSource(name: "hr", connector: "entra", userPath: try UserPath(path, attribute: attribute))
    }
}

/// Makes signatures the way senders do.
enum Signing {
    static func hex(_ content: String, _ secret: String, _ algorithm: DigestAlgorithm = .sha256) throws -> String {
        try code(content, Data(secret.utf8), algorithm).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }

    static func base64(_ content: String, _ secret: Data, _ algorithm: DigestAlgorithm = .sha256) throws -> String {
        try code(content, secret, algorithm).base64EncodedString()
    }

    private static func code(_ content: String, _ secret: Data, _ algorithm: DigestAlgorithm) throws -> Data {
        try MAC.hmac(Data(content.utf8), key: secret, using: algorithm)
    }
}

extension UserReference {
    static func entra(_ id: String) -> UserReference { UserReference(connector: "entra", id: id) }
}
