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
    private struct State {
        var entries: [String: Entry] = [:]
        var asked = 0
        var answered = 0
    }
    private let state = Mutex(State())

    public init() {}

    public func subscriptions(of connector: String) -> Entry {
        state.withLock { $0.entries[connector] ?? Entry() }
    }

    /// While one is created, notifications may come before the IdP's answer has brought its id.
    func setCreating(_ isCreating: Bool, for connector: String) {
        state.withLock { $0.entries[connector, default: Entry()].isCreating = isCreating }
    }

    /// Takes over what is on record. Of two that run at once the later one's answer stays.
    public func refresh(from store: any SubscriptionStore) async throws(StoreError) {
        let question = state.withLock { state in
            state.asked += 1
            return state.asked
        }
        let records = try await store.subscriptions().filter { $0.state != .removed }
        let ours = Dictionary(grouping: records, by: \.connector)
        state.withLock { state in
            guard question > state.answered else { return }
            state.answered = question
            for connector in Set(state.entries.keys).union(ours.keys) {
                let records = ours[connector] ?? []
                state.entries[connector, default: Entry()].ids = Set(records.map(\.id))
                state.entries[connector, default: Entry()].resources = records.reduce(into: [:]) {
                    $0[$1.id] = $1.resource
                }
            }
        }
    }
}
