public import Domain
import Foundation
import Metrics
import Synchronization

/// Sets the gauges that are read from the store when somebody looks.
public final class GaugeRefresh: Sendable {
    private let store: any Store
    private let connectors: [String]
    private let time: any TimeSource
    /// Lanes that were ever seen paused: their gauge must fall when they run again.
    private let seen = Mutex<Set<Lane>>([])

    public init(store: any Store, connectors: [String], time: any TimeSource) {
        self.store = store
        self.connectors = connectors
        self.time = time
    }

    public func refresh() async {
        guard let status = try? await store.queueStatus(at: time.now) else { return }
        for connector in connectors {
            let counts = status.connectors[connector] ?? QueueStatus.Counts()
            let states = [("waiting", counts.waiting), ("running", counts.running), ("dead", counts.deadLetters)]
            for (state, count) in states {
                Gauge(
                    label: MetricNames.syncRequests, dimensions: [("connector", connector), ("state", state)]
                ).record(count)
            }
            let age = counts.oldest.map { max(0, time.now.timeIntervalSince($0)) } ?? 0
            Gauge(label: MetricNames.oldestWaiting, dimensions: [("connector", connector)]).record(age)
        }
        for subscription in (try? await store.subscriptions()) ?? [] where subscription.state == .active {
            guard let expires = subscription.expires else { continue }
            Gauge(
                label: MetricNames.expiry,
                dimensions: [("connector", subscription.connector), ("thing", subscription.kind)]
            ).record(expires.timeIntervalSince1970)
        }
        guard let pauses = try? await store.pauses() else { return }
        let paused = Set(pauses.map(\.lane))
        let lanes = seen.withLock { seen in
            seen.formUnion(paused)
            return seen
        }
        for lane in lanes {
            Gauge(
                label: MetricNames.lanePaused, dimensions: [("side", lane.side.rawValue), ("name", lane.name)]
            ).record(paused.contains(lane) ? 1 : 0)
        }
    }
}
