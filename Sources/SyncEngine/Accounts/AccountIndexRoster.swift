public import Domain
import Synchronization

/// Which targets' accounts were listed already, in memory for the pool: it may not ask the store for each user.
public final class AccountIndexRoster: Sendable {
    /// Accounts listed so far, by the names of targets whose first listing is not complete.
    private let waiting: Mutex<[String: Int]>

    /// - Parameter targets: Those whose accounts must be listed before one is found by mail address.
    public init(_ targets: some Sequence<String> = []) {
        waiting = Mutex(Dictionary(targets.map { ($0, 0) }) { first, _ in first })
    }

    /// Whether users of this pipeline can be looked for; until then they wait, and nobody is to blame.
    public func isReady(for pipeline: Pipeline) -> Bool {
        pipeline.match.target != .email || waiting.withLock { $0[pipeline.target] == nil }
    }

    /// Targets whose first listing is not complete, with the accounts listed so far.
    public var unfinished: [(target: String, listed: Int)] {
        waiting.withLock { waiting in waiting.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }
    }

    func note(_ status: AccountIndexStatus?, of target: String) {
        waiting.withLock { $0[target] = status?.completedAt == nil ? status?.listed ?? 0 : nil }
    }

    func note(listed: Int, of target: String) {
        waiting.withLock { waiting in if waiting[target] != nil { waiting[target] = listed } }
    }
}
