import Domain
import Foundation

/// Tells the org's event hooks: what happened to whom, and no profile values (contracts/okta.md).
struct OktaAnnouncer: Announcer {
    let hooks: OktaEventHooks
    let directory: BranchDirectory

    func deliveries(of changes: [PersonChange], batch: Int) async -> [Delivery] {
        let own = changes.filter { $0.person.directory == .okta }
        guard !own.isEmpty else { return [] }
        // Whoever does things in the org is a user, too, and nobody to be synced for it.
        let actor = await directory.current(from: 0, limit: 1).people.first
        var deliveries: [Delivery] = []
        for hook in await hooks.delivering {
            let events = own.flatMap { change in Self.types(of: change).map { (type: $0, person: change.person) } }
                .filter { hook.items.contains($0.type) }
                .map { Self.event($0.type, of: $0.person, by: actor) }
            for start in stride(from: 0, to: events.count, by: batch) {
                let id = UUID().uuidString.lowercased()
                let body = Self.body(id, Array(events[start..<min(start + batch, events.count)]), of: hook)
                let channel = hook.channel
                deliveries.append(
                    Delivery(id: id, sender: .okta, url: channel.url, body: body, patience: .once) { _ in
                        [("Content-Type", "application/json"), (channel.key, channel.value)]
                            + channel.headers.map { ($0.key, $0.value) }
                    })
            }
        }
        return deliveries
    }

    /// What Okta logs for a change; one without a change is told as an edited profile.
    static func types(of change: PersonChange) -> [String] {
        guard change.kind == .updated else { return ["user.lifecycle.delete.initiated"] }
        var types: [String] = []
        if change.changed.contains("status") {
            let before = change.before?.attributes["status"]?.string ?? ""
            switch change.person.attributes["status"]?.string ?? "" {
            case "SUSPENDED": types.append("user.lifecycle.suspend")
            case "DEPROVISIONED": types.append("user.lifecycle.deactivate")
            case "ACTIVE" where before == "SUSPENDED": types.append("user.lifecycle.unsuspend")
            case "ACTIVE", "PROVISIONED":
                types.append(before == "DEPROVISIONED" ? "user.lifecycle.reactivate" : "user.lifecycle.activate")
            default: types.append("user.lifecycle.create")
            }
        }
        if types.isEmpty || change.changed.contains(where: { $0.hasPrefix("profile") }) {
            types.append("user.account.update_profile")
        }
        return types
    }

    private static func event(_ type: String, of person: Person, by actor: Person?) -> AttributeValue {
        .object([
            "uuid": .text(UUID().uuidString.lowercased()), "published": .text(Timestamp.milliseconds(Date())),
            "eventType": .text(type), "version": .text("0"), "displayMessage": .text("Something happened to a user"),
            "severity": .text("INFO"), "client": .null, "device": .null, "authenticationContext": .null,
            "securityContext": .object(["asNumber": .null]), "insertionTimestamp": .null,
            "actor": actor.map { Self.target($0, type: "User") } ?? .null,
            "outcome": .object(["result": .text("SUCCESS"), "reason": .null]),
            // The user is not the only target, nor the first one.
            "target": .list([
                .object([
                    "id": .text("0oaSandboxApp0000000"), "type": .text("AppInstance"),
                    "alternateId": .text("Fabrikam intranet"), "displayName": .text("Intranet"), "detailEntry": .null,
                ]),
                target(person, type: "User"),
            ]),
            "transaction": .object(["type": .text("WEB"), "id": .text(UUID().uuidString), "detail": .object([:])]),
            "debugContext": .object(["debugData": .object([:])]),
            "legacyEventType": .text("core.user.config.profile_update.success"),
        ])
    }

    private static func target(_ person: Person, type: String) -> AttributeValue {
        .object([
            "id": .text(person.id), "type": .text(type), "alternateId": .text(person.login),
            "displayName": .text(person.displayName), "detailEntry": .null,
        ])
    }

    private static func body(_ id: String, _ events: [AttributeValue], of hook: OktaEventHook) -> Data {
        AttributeValue.object([
            "eventType": .text("com.okta.event_hook"), "eventTypeVersion": .text("1.0"),
            "cloudEventsVersion": .text("0.1"), "contentType": .text("application/json"), "eventId": .text(id),
            "source": .text("\(hook.origin)/eventHooks/\(hook.id)"),
            "eventTime": .text(Timestamp.milliseconds(Date())), "data": .object(["events": .list(events)]),
        ]).json
    }
}
