public import Domain
import Foundation
public import Logging

/// Starts runs, takes over those whose process died, and hands out who works on them.
///
/// A run is plan, then apply: users are listed and planned page by page, the guard looks at the whole, and only then is
/// anybody written, one by one, at low priority. One process works on a run at a time, under a lease.
public struct RunEngine: Sendable {
    /// How long a run is leased; prolonged while it is worked on.
    static let lease = Duration.seconds(15)

    let store: any Store
    /// By the pipeline's name.
    let routes: [String: Route]
    let board: LaneBoard
    let indexes: AccountIndexGate?
    let policy: SyncPolicy
    let occupancy: LaneOccupancy
    let patience: LanePatience
    /// Whether paused lanes are probed here, because no pool does it in this process.
    let probesLanes: Bool
    let time: any TimeSource
    let logger: Logger

    /// - Parameters:
    ///   - indexes: nil: every account is found without being listed before.
    ///   - patience: How long a run waits for a connector or target that stands still; nil: as long as it takes.
    ///   - occupancy: Shared with the pool, where there is one.
    ///   - probesLanes: Whether paused lanes are probed here; a pool in this process does it anyway.
    public init(
        store: any Store, routes: [Route], board: LaneBoard, indexes: AccountIndexGate? = nil, policy: SyncPolicy,
        occupancy: LaneOccupancy, patience: Duration? = nil, probesLanes: Bool = false, time: any TimeSource,
        logger: Logger
    ) {
        self.store = store
        self.routes = Dictionary(
            routes.filter { $0.pipeline.mode != .off }.map { ($0.pipeline.name, $0) },
            uniquingKeysWith: { first, _ in first })
        self.board = board
        self.indexes = indexes
        self.policy = policy
        self.occupancy = occupancy
        self.patience = LanePatience(board: board, limit: patience, time: time)
        self.probesLanes = probesLanes
        self.time = time
        self.logger = logger
    }

    /// What became of a wish to run.
    public enum Start: Sendable {
        case started(RunWorker)
        /// This run has one of the pipelines and is not over.
        case running(Run)
    }

    /// Starts a run of `pipelines`, unless one that is not over has any of them.
    ///
    /// - Parameter person: Who asked; nil: the schedule.
    public func start(
        _ kind: Run.Kind, depth: Run.Depth, pipelines: [String], person: String?, meter: RunMeter = RunMeter()
    ) async throws(StoreError) -> Start {
        let id = Self.newID()
        let cause = person.map { Cause(.manual, id: $0) } ?? Cause(.reconciliation, id: id)
        let run = Run(id: id, kind: kind, depth: depth, pipelines: pipelines, cause: cause, startedAt: time.now)
        let owner = UUID().uuidString
        switch try await store.start(run, owner: owner, lease: Self.lease, at: time.now) {
        case .started: return .started(RunWorker(engine: self, run: run, owner: owner, meter: meter))
        case .running(let other): return .running(other)
        }
    }

    /// Takes over a run that nobody works on any more; nil: somebody does, or it is over or held.
    public func takeOver(_ run: Run, meter: RunMeter = RunMeter()) async throws(StoreError) -> RunWorker? {
        let owner = UUID().uuidString
        guard try await store.lease(run.id, owner: owner, for: Self.lease, at: time.now),
            let present = try await store.run(run.id)
        else { return nil }
        return RunWorker(engine: self, run: present, owner: owner, meter: meter)
    }

    /// Lets a held run write; nil: it is not held.
    public func approve(_ id: String, meter: RunMeter = RunMeter()) async throws(StoreError) -> RunWorker? {
        let owner = UUID().uuidString
        guard try await store.approve(id, owner: owner, lease: Self.lease, at: time.now),
            let run = try await store.run(id)
        else { return nil }
        return RunWorker(engine: self, run: run, owner: owner, meter: meter)
    }

    /// Short enough to be typed: 48 random bits.
    private static func newID() -> String {
        String(UUID().uuidString.lowercased().filter { $0 != "-" }.suffix(12))
    }
}
