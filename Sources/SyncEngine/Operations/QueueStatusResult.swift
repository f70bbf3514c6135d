public import Domain
public import Foundation

/// How much waits, in all and for each connector.
public struct QueueStatusResult: Codable, Sendable, Hashable {
    public struct Connector: Codable, Sendable, Hashable {
        public let waiting: Int
        public let running: Int
        public let deadLetters: Int
    }
    public struct Pause: Codable, Sendable, Hashable {
        public let side: String
        public let name: String
        public let reason: String
        public let message: String
        public let since: Date
        public let probeAt: Date?
    }
    public let waiting: Int
    public let running: Int
    public let deadLetters: Int
    /// 0 when nothing waits.
    public let oldestWaitingSeconds: Double
    public let connectors: [String: Connector]
    /// Connectors and targets that stand still, and why.
    public let paused: [Pause]
}

extension Operations {
    public func queueStatus() async throws(StoreError) -> QueueStatusResult {
        let now = time.now
        let status = try await store.queueStatus(at: now)
        var connectors = status.connectors.mapValues {
            QueueStatusResult.Connector(waiting: $0.waiting, running: $0.running, deadLetters: $0.deadLetters)
        }
        for name in Set(routes.map(\.pipeline.connector)) where connectors[name] == nil {
            connectors[name] = QueueStatusResult.Connector(waiting: 0, running: 0, deadLetters: 0)
        }
        let oldest = status.connectors.values.compactMap(\.oldest).min()
        return QueueStatusResult(
            waiting: connectors.values.reduce(0) { $0 + $1.waiting },
            running: connectors.values.reduce(0) { $0 + $1.running },
            deadLetters: connectors.values.reduce(0) { $0 + $1.deadLetters },
            oldestWaitingSeconds: oldest.map { max(0, now.timeIntervalSince($0)) } ?? 0,
            connectors: connectors,
            paused: try await store.pauses().map {
                QueueStatusResult.Pause(
                    side: $0.lane.side.rawValue, name: $0.lane.name, reason: $0.reason.rawValue, message: $0.message,
                    since: $0.since, probeAt: $0.probeAt)
            })
    }
}
