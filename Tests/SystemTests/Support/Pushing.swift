import Foundation
import OpenSSL
import Sandbox

extension SystemPlan {
    static let feedSecret = "system-feed-authorization-81c2"

    /// Users are named by a webhook alone, which the tests send themselves and so know what was acknowledged.
    static var pushed: SystemPlan {
        var plan = SystemPlan()
        plan.entra["subscriptions"] = "{ manage: false }"
        plan.moreConnectors = """
              feed:
                type: webhook
                notifies: entra
                scheme: static-header
                secrets: [ { file: feed-secret } ]
                userID: "[].user.id"
            """
        plan.secrets["feed-secret"] = feedSecret
        return plan
    }
}

extension RollcallSystem {
    /// Says by the feed of ``SystemPlan/pushed`` that these users changed.
    ///
    /// - Returns: The answer's status; 0: there was no answer.
    @discardableResult
    func push(_ users: [String], secret: String = SystemPlan.feedSecret) async -> Int {
        let items = users.map { "{\"user\":{\"id\":\"\($0)\"}}" }
        let answer = try? await Web.post(
            "\(hooks)/feed", "[\(items.joined(separator: ","))]", [("Authorization", secret)])
        return answer?.status ?? 0
    }
}

/// Headers as a sender of Standard Webhooks signs them.
enum StandardWebhook {
    /// - Parameter secret: base64 behind `whsec_`.
    static func headers(id: String, body: String, secret: String, at time: Date = Date()) throws -> [(String, String)] {
        let key = Data(base64Encoded: String(secret.dropFirst(6))) ?? Data()
        let timestamp = String(Int(time.timeIntervalSince1970))
        let mac = try MAC.hmac(of: [Data("\(id).\(timestamp).".utf8), Data(body.utf8)], key: key)
        return [
            ("webhook-id", id), ("webhook-timestamp", timestamp),
            ("webhook-signature", "v1," + mac.base64EncodedString()),
        ]
    }
}
