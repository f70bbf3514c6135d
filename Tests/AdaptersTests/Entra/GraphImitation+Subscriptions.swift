import Adapters
import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Synchronization
import TestSupport

extension GraphImitation {
    var all: [[String: AttributeValue]] { state.withLock { $0.subscriptions } }

    /// Puts a subscription there as if it had been made before.
    func subscribe(
        _ id: String, to url: String, resource: String = "Users", expires: Date, lifecycle: String? = nil
    ) {
        let object: [String: AttributeValue] = [
            "id": .text(id), "resource": .text(resource), "changeType": .text("updated,deleted"),
            "notificationUrl": .text(url), "clientState": .null,
            "lifecycleNotificationUrl": lifecycle.map(AttributeValue.text) ?? .null,
            "expirationDateTime": .text(expires.formatted(.iso8601).replacing("Z", with: ".1234567Z")),
        ]
        state.withLock { $0.subscriptions.append(object) }
    }

    /// Calls both addresses while the request is open, as Graph does.
    func subscribe(_ request: LoopbackServer.Received) async throws -> Response {
        guard case .object(var wish) = try AttributeValue(json: request.body), wish["resource"] == .text("users"),
            wish["changeType"] == .text("updated,deleted"), wish["notificationUrlAppId"] == .text("client")
        else { return .graph(400, "InvalidRequest", "Bad value") }
        for key in ["notificationUrl", "lifecycleNotificationUrl"] {
            guard case .text(let url)? = wish[key], try await handshake(url) else {
                return .graph(400, "ValidationError", "Subscription validation request failed.")
            }
        }
        let id = "sub-\(UUID().uuidString)"
        wish["id"] = .text(id)
        wish["clientState"] = .null
        state.withLock { $0.subscriptions.append(wish) }
        return .json(wish, status: 201)
    }

    private func handshake(_ url: String) async throws -> Bool {
        let token = "Validation: Testing+reachability"
        guard let url = URL(string: "\(url)?validationToken=Validation%3a+Testing%2Breachability") else { return false }
        return try await HTTPClientTransport.with { transport in
            do {
                let answer = try await transport.send(OutboundRequest("POST", url))
                return answer.status == 200 && answer.body == Data(token.utf8)
            } catch {
                return false
            }
        }
    }

    func renew(_ id: String, _ request: LoopbackServer.Received) -> Response {
        guard let body = try? AttributeValue(json: request.body), let expires = body["expirationDateTime"] else {
            return .graph(400, "InvalidRequest")
        }
        return state.withLock { state in
            guard let index = state.subscriptions.firstIndex(where: { $0["id"] == .text(id) }) else {
                return .graph(404, "ResourceNotFound")
            }
            state.subscriptions[index]["expirationDateTime"] = expires
            return .json(state.subscriptions[index])
        }
    }

    func remove(_ id: String) -> Response {
        state.withLock { state in
            let before = state.subscriptions.count
            state.subscriptions.removeAll { $0["id"] == .text(id) }
            return before == state.subscriptions.count ? .graph(404, "ResourceNotFound") : Response(status: .noContent)
        }
    }
}
