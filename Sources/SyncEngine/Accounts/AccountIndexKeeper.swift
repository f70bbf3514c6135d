public import Domain
import Foundation
public import Logging
public import ServiceLifecycle

/// Keeps the indexes by which accounts are found by mail address: lists them at first, goes on where a crash cut it off,
/// and lists again every day.
public struct AccountIndexKeeper: Service {
    /// From the end of one listing to the next.
    static let refreshEvery = Duration.seconds(24 * 3600)

    private let listers: [any AccountLister]
    private let roster: AccountIndexRoster
    private let store: any AccountIndexStore
    private let board: LaneBoard
    private let wake: Wake
    private let time: any TimeSource
    private let logger: Logger
    private let schedule = RetrySchedule(base: .seconds(5), cap: .seconds(300))

    /// - Parameters:
    ///   - roster: Told what was listed.
    ///   - wake: Signalled when those who waited for a listing can be looked for.
    public init(
        _ listers: [any AccountLister], roster: AccountIndexRoster, store: any AccountIndexStore, board: LaneBoard,
        wake: Wake, time: any TimeSource, logger: Logger
    ) {
        self.listers = listers
        self.roster = roster
        self.store = store
        self.board = board
        self.wake = wake
        self.time = time
        self.logger = logger
    }

    public func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                for lister in listers {
                    group.addTask { await keep(lister) }
                }
                // A service that returns would stop the others.
                while !Task.isCancelled { try? await time.sleep(for: .seconds(3600)) }
                group.cancelAll()
            }
        }
    }

    private func keep(_ lister: any AccountLister) async {
        var failures = 0
        while !Task.isCancelled {
            let wait: Duration
            do throws(IndexFailure) {
                wait = try await step(lister)
                failures = 0
            } catch {
                failures += 1
                wait = await failed(lister, error, failures)
            }
            do { try await time.sleep(for: wait) } catch { return }
        }
    }

    /// - Returns: How long until the next look.
    private func step(_ lister: any AccountLister) async throws(IndexFailure) -> Duration {
        let target = lister.index.target
        let isFinished = try await look(at: lister)
        guard !isFinished else { return .seconds(60) }
        guard await board.isOpen(Lane(.target, target)) else { return .seconds(2) }
        let indexer = AccountIndexer(lister: lister, store: store, time: time, logger: logger)
        let result = try await indexer.run { roster.note(listed: $0, of: target) }
        guard case .complete(let accounts) = result else { return .seconds(2) }
        logger.notice("accounts are listed", metadata: ["target": "\(target)", "accounts": "\(accounts)"])
        _ = try await look(at: lister)
        return .seconds(60)
    }

    /// Takes over how far the index is, also by other processes. False: a listing is due, or was cut off.
    private func look(at lister: any AccountLister) async throws(IndexFailure) -> Bool {
        let status: AccountIndexStatus?
        do { status = try await store.status(of: lister.index) } catch { throw .store(error) }
        roster.note(status, of: lister.index.target)
        guard let status, let completed = status.completedAt else { return false }
        wake.signal()
        let age = time.now.timeIntervalSince(completed)
        // One that lies ahead comes from a clock that was set back.
        return !status.isListing && age < Self.refreshEvery.timeInterval && age > -60
    }

    private func failed(_ lister: any AccountLister, _ error: IndexFailure, _ failures: Int) async -> Duration {
        guard !Task.isCancelled else { return .seconds(1) }
        if let fault = error.laneFault { _ = await board.report(fault) }
        logger.error(
            "accounts are not listed, to be tried again",
            metadata: ["target": "\(lister.index.target)", "error": "\(error)"])
        return schedule.delay(afterFailures: failures)
    }
}
