public import Domain
import Synchronization

/// Which subscriptions are ours, in memory for the listener: it may not ask the store for each notification.
public final class SubscriptionRoster: Sendable {
    private struct Entry {
        var ids: Set<String> = []
        var isCreating = false
    }
    private let entries = Mutex<[String: Entry]>([:])

    public init() {}

    /// The ids on record for a connector, and whether one is being created whose id is not known yet.
    public func subscriptions(of connector: String) -> (ids: Set<String>, isCreating: Bool) {
        entries.withLock { ($0[connector]?.ids ?? [], $0[connector]?.isCreating ?? false) }
    }

    /// While one is created, notifications may come before the IdP's answer has brought its id.
    func setCreating(_ isCreating: Bool, for connector: String) {
        entries.withLock { $0[connector, default: Entry()].isCreating = isCreating }
    }

    /// Takes over what is on record.
    public func refresh(from store: any SubscriptionStore) async throws(StoreError) {
        let records = try await store.subscriptions().filter { $0.state == .active }
        let ids = Dictionary(grouping: records, by: \.connector).mapValues { Set($0.map(\.id)) }
        entries.withLock { entries in
            for connector in Set(entries.keys).union(ids.keys) {
                entries[connector, default: Entry()].ids = ids[connector] ?? []
            }
        }
    }
}
