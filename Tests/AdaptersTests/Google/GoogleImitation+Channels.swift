import Domain
import Foundation
import Hummingbird
import Synchronization
import TestSupport

extension GoogleImitation {
    var channels: [String: Channel] { state.withLock { $0.channels } }

    func watch(_ request: LoopbackServer.Received) -> Response {
        guard let event = request.query["event"], request.query["customer"] == "my_customer",
            ["add", "delete", "makeAdmin", "undelete", "update"].contains(event),
            let body = try? AttributeValue(json: request.body), body["type"] == .text("web_hook"),
            case .text(let id)? = body["id"], (1...64).contains(id.utf8.count),
            id.wholeMatch(of: /[A-Za-z0-9_+\/=-]+/) != nil, case .text(let token)? = body["token"],
            (1...256).contains(token.utf8.count), case .text(let address)? = body["address"],
            case .text(let ttl)? = body["params"]?["ttl"], let wish = TimeInterval(ttl)
        else { return .google(400, "invalid") }
        return state.withLock { state in
            guard state.channels[id] == nil else { return .google(400, "channelIdNotUnique") }
            let expires = time.now.addingTimeInterval(min(wish, state.channelLife))
            let resource = "resource-\(event)"
            state.channels[id] = Channel(
                event: event, resource: resource, address: address, token: token, expires: expires)
            let milliseconds = String(Int(expires.timeIntervalSince1970 * 1000))
            return .json([
                "kind": .text("api#channel"), "id": .text(id), "resourceId": .text(resource),
                "resourceUri": .text("https://admin.googleapis.com/x"), "token": .text(token),
                // Both were seen.
                "expiration": event == "add" ? .number(milliseconds) : .text(milliseconds),
            ])
        }
    }

    func stop(_ request: LoopbackServer.Received) -> Response {
        guard let body = try? AttributeValue(json: request.body), let id = body["id"]?.text else {
            return .google(400, "invalid")
        }
        return state.withLock { state in
            guard let channel = state.channels[id], body["resourceId"] == .text(channel.resource) else {
                return .google(404, "notFound")
            }
            state.channels[id] = nil
            return Response(status: .noContent)
        }
    }
}
