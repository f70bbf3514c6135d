import Domain
import Foundation
import Settings

/// Keeps the one event hook of a connector (contracts/okta.md, Event hooks).
///
/// While a hook is verified, Okta calls us and waits for the answer: the listener must be up first.
struct OktaSubscriber: Subscriber {
    /// `SubscriptionRecord.kind`.
    static let kind = "eventHook"

    private let hooks: OktaEventHooks
    private let connector: String
    private let secret: String?

    init(of directory: OktaDirectory, settings: OktaSettings) {
        hooks = OktaEventHooks(access: directory.access)
        connector = directory.name
        // Settings ask for one at least; the first is the one that is sent.
        secret = settings.hookSecret.first?.reveal()
    }

    /// Keeps, mends or makes the one hook that is ours, and has it on record before it returns.
    ///
    /// Ours is what is on record or leads to our address, so that a hook whose making was cut off is taken up again;
    /// what leads elsewhere and is not on record is left alone. A hook that is not on record as active with the present
    /// secret gets the secret anew: Okta does not show what it has.
    func ensure(
        _ address: URL, records: any SubscriptionStore, digest: @Sendable (_ secret: String) throws -> String
    ) async throws -> Date? {
        guard let secret else { return nil }
        let wish = OktaHookWish(
            connector: connector, address: address, secret: secret, secretDigest: try digest(secret))
        let recorded = try await records.subscriptions().filter { $0.connector == connector && $0.kind == Self.kind }
        let ours = try await hooks.list().filter { hook in
            recorded.contains { $0.id == hook.id } || hook.leads(to: address)
        }
        let kept = ours.max { rank($0, recorded, address) < rank($1, recorded, address) }
        for other in ours where other.id != kept?.id { try await hooks.remove(other.id) }
        for record in recorded where record.id != kept?.id { try await remove(record.id, records) }
        if let kept {
            let old = recorded.first { $0.id == kept.id }
            if try await keep(kept, wish, old: old, records) { return nil }
            try await remove(kept.id, records)
        }
        try await create(wish, records)
        return nil
    }

    func delete(_ address: URL, records: any SubscriptionStore) async throws -> [SubscriptionRecord] {
        let recorded = try await records.subscriptions().filter { $0.connector == connector && $0.kind == Self.kind }
        for hook in try await hooks.list()
        where recorded.contains(where: { $0.id == hook.id }) || hook.leads(to: address) {
            try await hooks.remove(hook.id)
        }
        for record in recorded { try await remove(record.id, records) }
        return recorded
    }

    /// Prefers what is on record, and of several what needs the least.
    private func rank(_ hook: OktaEventHook, _ recorded: [SubscriptionRecord], _ address: URL) -> Int {
        (recorded.contains { $0.id == hook.id } ? 4 : 0) + (hook.leads(to: address) ? 2 : 0) + (hook.isAlive ? 1 : 0)
    }

    /// False: Okta has lost it meanwhile.
    private func keep(
        _ hook: OktaEventHook, _ wish: OktaHookWish, old: SubscriptionRecord?, _ records: any SubscriptionStore
    ) async throws -> Bool {
        let isOfWish = old.map { $0.state == .active && $0.secretDigest == wish.secretDigest } ?? false
        let isGood = isOfWish && wish.isFulfilled(by: hook)
        if isGood, hook.isAlive {
            let present = record(hook.id, .active, wish)
            if present != old { try await records.save(present) }
            return true
        }
        // Until all is done, the record says that it is not: whoever comes after a crash does it again.
        try await records.save(record(hook.id, .pending, wish))
        var current: OktaEventHook? = hook
        if !isGood { current = try await hooks.replace(hook, with: wish) }
        guard let replaced = current else { return false }
        // A changed channel has to be verified, whatever the answer says of it.
        return try await enliven(replaced, mustVerify: !isGood, wish, records)
    }

    private func create(_ wish: OktaHookWish, _ records: any SubscriptionStore) async throws {
        let pending = record(UUID().uuidString.lowercased(), .pending, wish)
        try await records.save(pending)
        let made: OktaEventHook
        do {
            made = try await hooks.create(wish)
        } catch {
            // What Okta may have made in spite of it leads to us: the next look takes it up.
            try? await remove(pending.id, records)
            throw error
        }
        try await records.save(record(made.id, .pending, wish))
        try await remove(pending.id, records)
        guard try await enliven(made, mustVerify: true, wish, records) else {
            throw hooks.access.fault(
                .refused, DirectoryRequest(target: "", name: "POST /eventHooks/{id}/lifecycle/verify"),
                "the event hook was deleted while it was made")
        }
    }

    /// Makes the hook active and verified, and records that. False: Okta has lost it meanwhile.
    private func enliven(
        _ hook: OktaEventHook, mustVerify: Bool, _ wish: OktaHookWish, _ records: any SubscriptionStore
    ) async throws -> Bool {
        var hook = hook
        if !hook.isActive {
            guard let active = try await hooks.activate(hook.id) else { return false }
            hook = active
        }
        if mustVerify || !hook.isVerified {
            guard let verified = try await hooks.verify(hook.id) else { return false }
            hook = verified
        }
        guard hook.isAlive else {
            throw hooks.access.fault(
                .refused, DirectoryRequest(target: "", name: "POST /eventHooks/{id}/lifecycle/verify"),
                "the event hook is not active and verified after all",
                remedy: "look at it in Okta's Admin Console under Workflow, Event Hooks")
        }
        try await records.save(record(hook.id, .active, wish))
        return true
    }

    private func remove(_ id: String, _ records: any SubscriptionStore) async throws {
        try await records.removeSubscription(connector: connector, kind: Self.kind, id: id)
    }

    private func record(
        _ id: String, _ state: SubscriptionRecord.State, _ wish: OktaHookWish
    ) -> SubscriptionRecord {
        SubscriptionRecord(
            connector: connector, kind: Self.kind, id: id, state: state, expires: nil,
            notificationURL: wish.address.absoluteString, secretDigest: wish.secretDigest)
    }
}
