import Domain
import Foundation
import Metrics
import Synchronization

/// Counts what runs found that no notification had announced, also those of other processes on the store.
final class MissedNotifications: Sendable {
    /// More runs than end between two looks.
    static let looked = 50

    /// The connector of each pipeline.
    private let connectors: [String: String]
    private let since: Date
    /// Of each run and connector.
    private let counted = Mutex<[String: [String: Int]]>([:])

    /// - Parameter since: What runs found that started before is no news.
    init(pipelines: [Pipeline], since: Date) {
        self.since = since
        connectors = Dictionary(pipelines.map { ($0.name, $0.connector) }, uniquingKeysWith: { first, _ in first })
        for connector in Set(connectors.values) { counter(connector).increment(by: 0) }
    }

    func count(_ runs: [Run]) {
        let found = runs.filter { $0.kind == .reconcile }
        let news = counted.withLock { counted -> [String: Int] in
            let before = counted
            counted = [:]
            var news: [String: Int] = [:]
            for run in found {
                let missed = missed(by: run)
                counted[run.id] = missed
                let known = before[run.id] ?? (run.startedAt < since ? missed : [:])
                for (connector, count) in missed {
                    news[connector, default: 0] += max(0, count - (known[connector] ?? 0))
                }
            }
            return news
        }
        for (connector, count) in news where count > 0 { counter(connector).increment(by: count) }
    }

    /// By connector; whoever was missed in several pipelines was missed once.
    private func missed(by run: Run) -> [String: Int] {
        run.counts.reduce(into: [:]) { missed, entry in
            guard let connector = connectors[entry.key] else { return }
            missed[connector] = max(missed[connector] ?? 0, entry.value.missedNotifications)
        }
    }

    private func counter(_ connector: String) -> Counter {
        Counter(label: MetricNames.missedNotifications, dimensions: [("connector", connector)])
    }
}
