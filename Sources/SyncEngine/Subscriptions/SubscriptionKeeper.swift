public import Domain
public import Foundation
public import Logging
public import ServiceLifecycle

/// Keeps the IdPs calling us: makes missing subscriptions at start, looks again at intervals.
public struct SubscriptionKeeper: Service {
    /// One connector whose subscriptions are ours to make.
    public struct Managed: Sendable {
        public let connector: String
        /// How often the IdP is asked whether they still live.
        public let checkEvery: Duration
        /// Makes what is missing; when it returns, the subscriptions are on record. The answer says when it is due
        /// again, where `checkEvery` may be too late.
        public let ensure: @Sendable () async throws -> Date?

        public init(connector: String, checkEvery: Duration, ensure: @escaping @Sendable () async throws -> Date?) {
            self.connector = connector
            self.checkEvery = checkEvery
            self.ensure = ensure
        }
    }

    private let managed: [Managed]
    private let roster: SubscriptionRoster
    private let store: any SubscriptionStore
    private let listening: @Sendable () async throws -> Void
    private let time: any TimeSource
    private let logger: Logger
    private let schedule = RetrySchedule(base: .seconds(2), cap: .seconds(300))

    /// - Parameter listening: Returns when the hooks listener is up: IdPs call back while a subscription is made.
    public init(
        _ managed: [Managed], roster: SubscriptionRoster, store: any SubscriptionStore,
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
                // A service that returns would stop the others.
                while !Task.isCancelled { try? await time.sleep(for: .seconds(3600)) }
                group.cancelAll()
            }
        }
    }

    private func keep(_ managed: Managed) async {
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
