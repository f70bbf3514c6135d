public import Domain
import Foundation
public import Logging
public import ServiceLifecycle

/// Forgets deliveries, history and replay ids that are older than retention asks for, a few rows at a time.
public struct RetentionKeeper: Service {
    private let store: any Store
    private let deliveries: Duration
    private let history: Duration
    private let time: any TimeSource
    private let logger: Logger

    public init(
        store: any Store, deliveries: Duration, history: Duration, time: any TimeSource, logger: Logger
    ) {
        self.store = store
        self.deliveries = deliveries
        self.history = history
        self.time = time
        self.logger = logger
    }

    public func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await prune()
                do { try await time.sleep(for: .seconds(600)) } catch { return }
            }
        }
    }

    private func prune() async {
        let now = time.now
        let week = Duration.seconds(7 * 86_400)
        let retention = Retention(
            deliveriesBefore: now - deliveries.timeInterval, historyBefore: now - history.timeInterval,
            replayIDsBefore: now - max(week, deliveries).timeInterval)
        let batch = 500
        do {
            // The pause between batches leaves the write lock to the hooks.
            while try await store.prune(retention, limit: batch) == batch {
                try await time.sleep(for: .milliseconds(50))
            }
        } catch is CancellationError {
            return
        } catch {
            logger.warning("nothing was forgotten: \(error)")
        }
    }
}
