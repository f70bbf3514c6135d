public import Domain
import Synchronization

/// Which subscriptions are ours, in memory for the listener: it may not ask the store for each notification.
public final class SubscriptionRoster: Sendable {
    /// What is known of one connector's subscriptions.
    public struct Entry: Sendable, Hashable {
        /// Those on record, but for removed ones.
        public var ids: Set<String> = []
        /// What those watch of which that is on record.
        public var resources: [String: String] = [:]
        /// Whether one is being created that is not known yet.
        public var isCreating = false
    }
    private let entries = Mutex<[String: Entry]>([:])

    public init() {}

    public func subscriptions(of connector: String) -> Entry {
        entries.withLock { $0[connector] ?? Entry() }
    }

    /// While one is created, notifications may come before the IdP's answer has brought its id.
    func setCreating(_ isCreating: Bool, for connector: String) {
        entries.withLock { $0[connector, default: Entry()].isCreating = isCreating }
    }

    /// Takes over what is on record.
    public func refresh(from store: any SubscriptionStore) async throws(StoreError) {
        let records = try await store.subscriptions().filter { $0.state != .removed }
        let ours = Dictionary(grouping: records, by: \.connector)
        entries.withLock { entries in
            for connector in Set(entries.keys).union(ours.keys) {
                let records = ours[connector] ?? []
                entries[connector, default: Entry()].ids = Set(records.map(\.id))
                entries[connector, default: Entry()].resources = records.reduce(into: [:]) { $0[$1.id] = $1.resource }
            }
        }
    }
}
