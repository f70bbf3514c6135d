public import Domain
import Foundation
public import Logging
public import ServiceLifecycle

/// Keeps the IdPs calling us: makes missing subscriptions at start, looks again at intervals.
public struct SubscriptionKeeper: Service {
    private let managed: [ManagedSubscriptions]
    private let roster: SubscriptionRoster
    private let store: any SubscriptionStore
    private let listening: @Sendable () async throws -> Void
    private let time: any TimeSource
    private let logger: Logger
    private let schedule = RetrySchedule(base: .seconds(2), cap: .seconds(300))

    /// - Parameter listening: Returns when the hooks listener is up: IdPs call back while a subscription is made.
    public init(
        _ managed: [ManagedSubscriptions], roster: SubscriptionRoster, store: any SubscriptionStore,
        listening: @escaping @Sendable () async throws -> Void, time: any TimeSource, logger: Logger
    ) {
        self.managed = managed
        self.roster = roster
        self.store = store
        self.listening = listening
        self.time = time
        self.logger = logger
        for connector in managed { roster.setCreating(true, for: connector.connector) }
    }

    public func run() async throws {
        try await cancelWhenGracefulShutdown {
            do { try await listening() } catch {
                guard !Task.isCancelled else { return }
                throw error
            }
            await withDiscardingTaskGroup { group in
                for connector in managed {
                    group.addTask { await keep(connector) }
                }
                await follow()
                group.cancelAll()
            }
        }
    }

    /// Subscriptions that another process made must be known here before the first notification of them is lost.
    private func follow() async {
        while !Task.isCancelled {
            do { try await roster.refresh(from: store) } catch {
                logger.debug("subscriptions cannot be read", metadata: ["error": "\(error)"])
            }
            do { try await time.sleep(for: .seconds(1)) } catch { return }
        }
    }

    private func keep(_ managed: ManagedSubscriptions) async {
        var failures = 0
        while !Task.isCancelled {
            var wait = managed.checkEvery
            do {
                roster.setCreating(true, for: managed.connector)
                let due = try await managed.ensure()
                try await roster.refresh(from: store)
                roster.setCreating(false, for: managed.connector)
                failures = 0
                if let due { wait = min(wait, max(.seconds(due.timeIntervalSince(time.now)), .seconds(1))) }
                logger.info("subscriptions are in place", metadata: ["connector": "\(managed.connector)"])
            } catch is CancellationError {
                return
            } catch {
                failures += 1
                wait = schedule.delay(afterFailures: failures)
                logger.error(
                    "subscriptions are not in place, to be tried again",
                    metadata: ["connector": "\(managed.connector)", "error": "\(error)"])
            }
            do { try await time.sleep(for: wait) } catch { return }
        }
    }
}
