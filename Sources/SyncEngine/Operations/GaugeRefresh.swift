public import Domain
import Foundation
import Metrics
import Synchronization

/// Sets the gauges that are read from the store when somebody looks.
public final class GaugeRefresh: Sendable {
    private let store: any Store
    private let connectors: [String]
    private let pipelines: [Pipeline]
    private let missed: MissedNotifications
    private let time: any TimeSource
    /// Lanes that were ever seen paused: their gauge must fall when they run again.
    private let seen = Mutex<Set<Lane>>([])

    public init(store: any Store, connectors: [String], pipelines: [Pipeline], time: any TimeSource) {
        self.store = store
        self.connectors = connectors
        self.pipelines = pipelines
        missed = MissedNotifications(pipelines: pipelines, since: time.now)
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
        for end in Self.firstEnds(of: (try? await store.subscriptions()) ?? []) {
            Gauge(
                label: MetricNames.expiry, dimensions: [("connector", end.connector), ("thing", end.thing)]
            ).record(end.at.timeIntervalSince1970)
        }
        for pipeline in pipelines.map(\.name) {
            guard let done = try? await store.lastReconciliation(of: pipeline, depth: .light) else { continue }
            Gauge(label: MetricNames.lastReconciliation, dimensions: [("pipeline", pipeline)])
                .record(done.timeIntervalSince1970)
        }
        if let runs = try? await store.runs(limit: MissedNotifications.looked, before: nil) { missed.count(runs) }
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

    /// When the first of a connector's subscriptions of one kind ends: of five channels, one that is gone is enough to
    /// miss something. Replaced ones are none any more.
    static func firstEnds(
        of records: [SubscriptionRecord]
    ) -> [(connector: String, thing: String, at: Date)] {
        let active = records.filter { $0.state == .active && $0.expires != nil }
        return Dictionary(grouping: active) { [$0.connector, $0.kind] }.values.compactMap { alike in
            guard let first = alike.min(by: { ($0.expires ?? .distantFuture) < ($1.expires ?? .distantFuture) }),
                let at = first.expires
            else { return nil }
            return (first.connector, first.kind, at)
        }
    }
}
