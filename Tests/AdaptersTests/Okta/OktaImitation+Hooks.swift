import Adapters
import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Synchronization
import TestSupport

extension OktaImitation {
    var hooks: [[String: AttributeValue]] { state.withLock { $0.hooks } }
    /// The secrets by hook, which Okta never shows.
    var secrets: [String: String] { state.withLock { $0.secrets } }

    /// Puts a hook there as if it had been made before.
    func put(
        hook id: String, to uri: String, items: [String] = OktaImitation.items, active: Bool = true,
        verified: Bool = true, secret: String = "hook-s3cret"
    ) {
        let hook: [String: AttributeValue] = [
            "id": .text(id), "name": .text("hook \(id)"), "status": .text(active ? "ACTIVE" : "INACTIVE"),
            "verificationStatus": .text(verified ? "VERIFIED" : "UNVERIFIED"),
            "events": .object(["type": .text("EVENT_TYPE"), "items": .list(items.map(AttributeValue.text))]),
            "channel": Self.channel(uri),
        ]
        state.withLock { state in
            state.hooks.append(hook)
            state.secrets[id] = secret
        }
    }

    static let items = [
        "user.account.update_profile", "user.lifecycle.create", "user.lifecycle.activate", "user.lifecycle.deactivate",
        "user.lifecycle.reactivate", "user.lifecycle.suspend", "user.lifecycle.unsuspend",
        "user.lifecycle.delete.initiated",
    ]
    private static let offered = Set(items).union(["group.user_membership.add", "user.session.start"])

    private static func channel(_ uri: String) -> AttributeValue {
        .object([
            "type": .text("HTTP"), "version": .text("1.0.0"),
            "config": .object([
                "uri": .text(uri), "headers": .list([]), "method": .null,
                "authScheme": .object(["type": .text("HEADER"), "key": .text("authorization")]),
            ]),
        ])
    }

    /// - Parameter rest: What stands behind `/api/v1/eventHooks`.
    func eventHooks(_ rest: String, _ request: LoopbackServer.Received) async throws -> Response {
        let parts = rest.split(separator: "/").map(String.init)
        switch (request.method, parts.count) {
        case ("GET", 0): return .json(hooks.map(AttributeValue.object))
        case ("POST", 0): return make(request)
        case ("PUT", 1): return replace(parts[0], request)
        case ("DELETE", 1): return delete(parts[0])
        case ("POST", 3) where parts[1] == "lifecycle": return try await lifecycle(parts[2], of: parts[0])
        default: return .okta(405, "E0000022")
        }
    }

    /// What a hook is made of; nil where Okta would refuse it.
    private func parsed(_ request: LoopbackServer.Received) -> (members: [String: AttributeValue], secret: String)? {
        guard case .object(let wish) = try? AttributeValue(json: request.body), case .text(let name)? = wish["name"],
            !name.isEmpty, wish["events"]?["type"] == .text("EVENT_TYPE"),
            case .list(let items)? = wish["events"]?["items"],
            items.allSatisfy({ Self.offered.contains($0.text ?? "") }),
            wish["channel"]?["type"] == .text("HTTP"), wish["channel"]?["version"] == .text("1.0.0"),
            case .text(let uri)? = wish["channel"]?["config"]?["uri"],
            wish["channel"]?["config"]?["authScheme"]?["type"] == .text("HEADER"),
            wish["channel"]?["config"]?["authScheme"]?["key"] == .text("Authorization"),
            case .text(let secret)? = wish["channel"]?["config"]?["authScheme"]?["value"]
        else { return nil }
        let members: [String: AttributeValue] = [
            "name": .text(name), "events": wish["events"] ?? .null, "channel": Self.channel(uri),
            "verificationStatus": .text("UNVERIFIED"),
        ]
        return (members, secret)
    }

    private func make(_ request: LoopbackServer.Received) -> Response {
        guard let (members, secret) = parsed(request) else { return .okta(400, "E0000001", "Api validation failed") }
        var hook = members
        return state.withLock { state in
            guard state.hooks.filter({ $0["status"] == .text("ACTIVE") }).count < 25 else {
                return .okta(400, "E0000001", "The maximum number of active event hooks has been reached")
            }
            let id = "who\(state.hooks.count + 1)"
            hook["id"] = .text(id)
            hook["status"] = .text("ACTIVE")
            state.hooks.append(hook)
            state.secrets[id] = secret
            return .json(hook)
        }
    }

    private func replace(_ id: String, _ request: LoopbackServer.Received) -> Response {
        guard let (members, secret) = parsed(request) else { return .okta(400, "E0000001", "Api validation failed") }
        return change(id) { hook, secrets in
            hook.merge(members) { $1 }
            secrets[id] = secret
        }
    }

    private func delete(_ id: String) -> Response {
        state.withLock { state in
            guard let index = state.hooks.firstIndex(where: { $0["id"] == .text(id) }) else {
                return .okta(404, "E0000007")
            }
            guard state.hooks[index]["status"] == .text("INACTIVE") else { return .okta(400, "E0000001") }
            state.hooks.remove(at: index)
            return Response(status: .noContent)
        }
    }

    private func lifecycle(_ verb: String, of id: String) async throws -> Response {
        switch verb {
        case "activate": return change(id) { hook, _ in hook["status"] = .text("ACTIVE") }
        case "deactivate": return change(id) { hook, _ in hook["status"] = .text("INACTIVE") }
        default:
            guard let hook = hooks.first(where: { $0["id"] == .text(id) }) else { return .okta(404, "E0000007") }
            let uri = hook["channel"]?["config"]?["uri"]?.text ?? ""
            guard try await challenge(uri, secrets[id] ?? "") else {
                return .okta(400, "E0000001", "The event hook could not be verified")
            }
            return change(id) { hook, _ in hook["verificationStatus"] = .text("VERIFIED") }
        }
    }

    private func change(
        _ id: String, _ body: (inout [String: AttributeValue], inout [String: String]) -> Void
    ) -> Response {
        state.withLock { state in
            guard let index = state.hooks.firstIndex(where: { $0["id"] == .text(id) }) else {
                return .okta(404, "E0000007")
            }
            body(&state.hooks[index], &state.secrets)
            return .json(state.hooks[index])
        }
    }

    /// Calls the address while the request is open, as Okta does.
    private func challenge(_ uri: String, _ secret: String) async throws -> Bool {
        guard let url = URL(string: uri) else { return false }
        let request = OutboundRequest(
            "GET", url, headers: [("Authorization", secret), ("x-okta-verification-challenge", "ch4llenge")])
        return try await HTTPClientTransport.with { transport in
            guard let answer = try? await transport.send(request) else { return false }
            let body = try? AttributeValue(json: answer.body)
            return answer.status == 200 && body?["verification"] == .text("ch4llenge")
        }
    }
}
