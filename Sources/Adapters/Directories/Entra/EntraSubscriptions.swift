public import Domain
public import Foundation

/// Sees to it that Graph tells us of changed users (contracts/microsoft-graph.md, Subscription).
///
/// While a subscription is made, Graph calls both addresses and waits for the answer: the listener must be up first.
public struct EntraSubscriptions: Sendable {
    /// What is to be there.
    public struct Wish: Sendable {
        public let notificationURL: URL
        public let lifecycleURL: URL
        /// Comes back with every notification; at most 128 characters.
        public let clientState: String
        /// A digest of `clientState`, as records keep it.
        public let secretDigest: String

        public init(notificationURL: URL, lifecycleURL: URL, clientState: String, secretDigest: String) {
            self.notificationURL = notificationURL
            self.lifecycleURL = lifecycleURL
            self.clientState = clientState
            self.secretDigest = secretDigest
        }
    }

    /// What had to be done.
    public struct Result: Sendable, Hashable {
        public enum Action: String, Sendable, Hashable { case kept, renewed, created }
        public let action: Action
        public let record: SubscriptionRecord
    }

    /// `SubscriptionRecord.kind`.
    public static let kind = "subscription"
    /// How long a subscription is asked for: 28 days less an hour, below the 29 days that Graph allows at most.
    static let term: TimeInterval = 28 * 86_400 - 3600
    /// What expires within this time is renewed.
    static let renewal: TimeInterval = 86_400

    let graph: GraphSubscriptions
    let time: any TimeSource
    private let connector: String

    /// Asks with the token of `directory`: an application that is refused is refused once for both.
    public init(of directory: EntraDirectory, settings: EntraSettings) {
        graph = GraphSubscriptions(access: directory.access, clientID: settings.clientID)
        connector = directory.name
        time = directory.access.client.time
    }

    /// Keeps, renews or makes the one subscription that is ours, and has it on record before it returns.
    ///
    /// Ours is what leads to our address. What is not on record with the present secret is made anew; what leads
    /// elsewhere is left alone. A record of ours that Graph no longer has is removed.
    /// - Throws: `DirectoryError` with what to do, or `StoreError`.
    public func ensure(_ wish: Wish, records: any SubscriptionStore) async throws -> Result {
        let recorded = try await records.subscriptions().filter { $0.connector == connector && $0.kind == Self.kind }
        let live = try await graph.list().filter { $0.leads(to: wish.notificationURL) && $0.expires > time.now }
        let good = live.filter { candidate in
            recorded.contains { $0.id == candidate.id && $0.isOf(wish) } && candidate.serves(wish)
        }
        let kept = good.max { $0.expires < $1.expires }
        for other in live where other.id != kept?.id { try await graph.delete(other.id) }
        for record in recorded where record.id != kept?.id {
            try await records.removeSubscription(connector: connector, kind: Self.kind, id: record.id)
        }
        if let kept, let result = try await keep(kept, wish, recorded: recorded, records: records) { return result }
        return try await create(wish, records: records)
    }

    /// Deletes what leads to `address` or is on record: at Graph first, so that nothing lives on unknown.
    public func delete(_ address: URL, records: any SubscriptionStore) async throws -> [SubscriptionRecord] {
        let recorded = try await records.subscriptions().filter { $0.connector == connector && $0.kind == Self.kind }
        let live = try await graph.list().filter { $0.leads(to: address) }.map(\.id)
        for id in Set(live).union(recorded.filter { $0.state != .pending }.map(\.id)).sorted() {
            try await graph.delete(id)
        }
        for record in recorded {
            try await records.removeSubscription(connector: connector, kind: Self.kind, id: record.id)
        }
        return recorded
    }

    /// nil when Graph has lost it meanwhile.
    private func keep(
        _ subscription: GraphSubscription, _ wish: Wish, recorded: [SubscriptionRecord], records: any SubscriptionStore
    ) async throws -> Result? {
        var expires = subscription.expires
        var action = Result.Action.kept
        if expires.timeIntervalSince(time.now) < Self.renewal {
            guard let renewed = try await graph.renew(subscription.id, until: time.now.addingTimeInterval(Self.term))
            else {
                try await records.removeSubscription(connector: connector, kind: Self.kind, id: subscription.id)
                return nil
            }
            (expires, action) = (renewed, .renewed)
        }
        let old = recorded.first { $0.id == subscription.id }
        let record = record(subscription.id, .active, expires, wish)
        if record != old { try await records.save(record) }
        return Result(action: action, record: record)
    }

    private func create(_ wish: Wish, records: any SubscriptionStore) async throws -> Result {
        let pending = record(UUID().uuidString.lowercased(), .pending, nil, wish)
        try await records.save(pending)
        let made: GraphSubscription
        do {
            made = try await graph.create(wish, until: time.now.addingTimeInterval(Self.term))
        } catch {
            // What Graph may have made in spite of it leads to us and is not on record: the next look replaces it.
            try? await records.removeSubscription(connector: connector, kind: Self.kind, id: pending.id)
            throw error
        }
        let record = record(made.id, .active, made.expires, wish)
        try await records.save(record)
        try await records.removeSubscription(connector: connector, kind: Self.kind, id: pending.id)
        return Result(action: .created, record: record)
    }

    private func record(
        _ id: String, _ state: SubscriptionRecord.State, _ expires: Date?, _ wish: Wish
    ) -> SubscriptionRecord {
        SubscriptionRecord(
            connector: connector, kind: Self.kind, id: id, state: state, expires: expires,
            notificationURL: wish.notificationURL.absoluteString, secretDigest: wish.secretDigest)
    }
}

extension SubscriptionRecord {
    fileprivate func isOf(_ wish: EntraSubscriptions.Wish) -> Bool {
        state == .active && secretDigest == wish.secretDigest && notificationURL == wish.notificationURL.absoluteString
    }
}
