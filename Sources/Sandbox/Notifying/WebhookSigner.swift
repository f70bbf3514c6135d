import Foundation
import OpenSSL

/// The headers by which a webhook's receiver knows the sender (contracts/signed-webhooks.md).
enum WebhookSigner {
    /// - Throws: `SandboxError` when a Standard Webhooks secret is no base64, or libcrypto's error.
    static func headers(
        for receiver: WebhookReceiver, id: String, body: Data, at time: Date
    ) throws -> [(name: String, value: String)] {
        switch receiver.scheme {
        case .standardWebhooks:
            let timestamp = String(Int(time.timeIntervalSince1970))
            let key = try key(of: receiver.secret)
            let mac = try MAC.hmac(of: [Data("\(id).\(timestamp).".utf8), body], key: key)
            return [
                ("webhook-id", id), ("webhook-timestamp", timestamp),
                ("webhook-signature", "v1,\(mac.base64EncodedString())"),
            ]
        case .hmac:
            let mac = try MAC.hmac(body, key: Data(receiver.secret.utf8))
            return [("X-GitHub-Delivery", id), ("X-Hub-Signature-256", "sha256=" + hex(mac))]
        case .staticHeader:
            return [("Authorization", receiver.secret)]
        }
    }

    static func key(of secret: String) throws(SandboxError) -> Data {
        let text = secret.hasPrefix("whsec_") ? String(secret.dropFirst(6)) : secret
        guard let key = Data(base64Encoded: text), !key.isEmpty else {
            throw SandboxError(.badValue, "a secret for standard-webhooks is base64 behind whsec_")
        }
        return key
    }

    private static func hex(_ data: Data) -> String {
        data.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
