public import Domain
import Foundation
import Metrics

/// Sets the gauges that are read from the store when somebody looks.
public struct GaugeRefresh: Sendable {
    let store: any Store
    let connectors: [String]
    let time: any TimeSource

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
        guard let pauses = try? await store.pauses() else { return }
        for pause in pauses {
            Gauge(
                label: MetricNames.lanePaused,
                dimensions: [("side", pause.lane.side.rawValue), ("name", pause.lane.name)]
            ).record(1)
        }
    }
}
