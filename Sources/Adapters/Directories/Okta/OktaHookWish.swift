import Domain
import Foundation

/// The event hook that is to be there.
struct OktaHookWish: Sendable {
    let connector: String
    let address: URL
    /// The whole value of the header `Authorization`: Okta adds no scheme.
    let secret: String
    /// A digest of it, as records keep it.
    let secretDigest: String

    /// The events about users that Okta offers to hooks.
    static let items = [
        "user.account.update_profile", "user.lifecycle.create", "user.lifecycle.activate", "user.lifecycle.deactivate",
        "user.lifecycle.reactivate", "user.lifecycle.suspend", "user.lifecycle.unsuspend",
        "user.lifecycle.delete.initiated",
    ]

    /// Whether `hook` calls us and brings what we need, as far as Okta shows it.
    func isFulfilled(by hook: OktaEventHook) -> Bool {
        hook.leads(to: address) && Set(Self.items).isSubset(of: hook.items)
    }

    /// - Parameter hook: The one that is replaced: its name and further events stay.
    func body(of hook: OktaEventHook?) -> AttributeValue {
        let items = Self.items + (hook?.items ?? []).filter { !Self.items.contains($0) }
        let name = hook.map(\.name).flatMap { $0.isEmpty ? nil : $0 } ?? "Rollcall \(connector)"
        return .object([
            "name": .text(name),
            "events": .object(["type": .text("EVENT_TYPE"), "items": .list(items.map(AttributeValue.text))]),
            "channel": .object([
                "type": .text("HTTP"), "version": .text("1.0.0"),
                "config": .object([
                    "uri": .text(address.absoluteString), "headers": .list([]),
                    "authScheme": .object([
                        "type": .text("HEADER"), "key": .text("Authorization"), "value": .text(secret),
                    ]),
                ]),
            ]),
        ])
    }
}
