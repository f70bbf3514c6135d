public import Domain
import Foundation
public import Logging
import Synchronization

/// Has a target's accounts listed before somebody is looked for by mail address: what commands do that may run without
/// `serve`.
public struct AccountIndexGate: Sendable {
    /// Between two words about the progress.
    private static let pause = 10.0
    /// How often to look, while another process lists, before giving up.
    private static let mostLooks = 3600

    private let listers: [String: any AccountLister]
    private let store: any AccountIndexStore
    private let time: any TimeSource
    private let logger: Logger
    private let tell: @Sendable (String) -> Void

    /// - Parameter tell: Gets a line now and then about how far a listing is.
    public init(
        _ listers: [any AccountLister], store: any AccountIndexStore, time: any TimeSource, logger: Logger,
        tell: @escaping @Sendable (String) -> Void
    ) {
        self.listers = Dictionary(listers.map { ($0.index.target, $0) }) { first, _ in first }
        self.store = store
        self.time = time
        self.logger = logger
        self.tell = tell
    }

    /// The lister that a pipeline's users are found by; nil: they are found without.
    func lister(for pipeline: Pipeline) -> (any AccountLister)? {
        pipeline.match.target == .email ? listers[pipeline.target] : nil
    }

    /// Returns when users of this pipeline can be looked for: lists the accounts, or waits for the process that does.
    func open(for pipeline: Pipeline) async throws(IndexFailure) {
        try await list(for: pipeline) { $0.completedAt != nil }
    }

    /// Returns when the accounts by which users of this pipeline are found were listed after `time`: runs that look at
    /// everybody want to find those who came since the last listing.
    func refresh(for pipeline: Pipeline, after time: Date) async throws(IndexFailure) {
        try await list(for: pipeline) { status in status.completedAt.map { $0 >= time } ?? false }
    }

    private func list(
        for pipeline: Pipeline, until isDone: @Sendable (AccountIndexStatus) -> Bool
    ) async throws(IndexFailure) {
        guard let lister = lister(for: pipeline) else { return }
        let words = ProgressWords(target: pipeline.target, tell: tell, time: time)
        let indexer = AccountIndexer(lister: lister, store: store, time: time, logger: logger)
        for _ in 0..<Self.mostLooks {
            let status = try await status(of: lister)
            if let status, isDone(status) { return }
            words.say(status?.isListing == true ? status?.listed ?? 0 : 0)
            let result = try await indexer.run { words.say($0) }
            if case .complete = result { return }
            do { try await time.sleep(for: .seconds(1)) } catch { break }
        }
        throw .target(
            TargetError(
                .notReady, target: pipeline.target, request: "the listing of accounts",
                cause: "it is not complete, so that nobody can be found by mail address",
                remedy: "run the command again: it goes on where it is"))
    }

    func status(of lister: any AccountLister) async throws(IndexFailure) -> AccountIndexStatus? {
        do { return try await store.status(of: lister.index) } catch { throw .store(error) }
    }

    /// Tells at once and then at intervals.
    private final class ProgressWords: Sendable {
        let target: String
        let tell: @Sendable (String) -> Void
        let time: any TimeSource
        private let last = Mutex<Date?>(nil)

        init(target: String, tell: @escaping @Sendable (String) -> Void, time: any TimeSource) {
            self.target = target
            self.tell = tell
            self.time = time
        }

        func say(_ accounts: Int) {
            let now = time.now
            let isDue = last.withLock { last in
                guard last.map({ now.timeIntervalSince($0) >= AccountIndexGate.pause }) ?? true else { return false }
                last = now
                return true
            }
            if isDue {
                tell("target '\(target)': its accounts are listed, to find users by mail address: \(accounts) so far")
            }
        }
    }
}
