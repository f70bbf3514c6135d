public import Domain
import Foundation
public import Logging
public import ServiceLifecycle

/// Syncs the users that are marked, as long as it runs.
public struct WorkerPool: Service {
    /// How long a claim is lent; prolonged while its pass runs.
    static let lease = Duration.seconds(60)
    /// How long passes may go on after shutdown began; then they are handed back.
    static let grace = Duration.seconds(12)

    /// Beats while users are claimed.
    public let pulse = Pulse()

    private let store: any Store
    /// In the order of their names.
    private let routes: [Route]
    private let board: LaneBoard
    private let indexes: AccountIndexRoster
    private let worker: Worker
    private let occupancy: LaneOccupancy
    private let terms: ClaimTerms
    private let wake: Wake
    private let claiming: StoreTrouble
    private let refreshing: StoreTrouble
    private let time: any TimeSource
    private let logger: Logger

    /// - Parameters:
    ///   - routes: Pipelines with mode `off` are passed over.
    ///   - indexes: Tells which pipelines' users cannot be looked for yet: they are not claimed.
    ///   - occupancy: Passes at a time, for each target; shared with runs.
    public init(
        store: any Store, routes: [Route], board: LaneBoard, indexes: AccountIndexRoster = AccountIndexRoster(),
        policy: SyncPolicy, occupancy: LaneOccupancy, wake: Wake, time: any TimeSource, logger: Logger
    ) {
        let active = routes.filter { $0.pipeline.mode != .off }.sorted { $0.pipeline.name < $1.pipeline.name }
        self.store = store
        self.routes = active
        self.board = board
        self.indexes = indexes
        self.wake = wake
        self.time = time
        self.logger = logger
        worker = Worker(
            store: store,
            routes: Dictionary(active.map { ($0.pipeline.name, $0) }, uniquingKeysWith: { first, _ in first }),
            fanout: Fanout(active.map(\.pipeline)),
            runner: PassRunner(store: store, board: board, policy: policy, time: time), time: time, logger: logger)
        self.occupancy = occupancy
        claiming = StoreTrouble("no work can be claimed", logger: logger)
        refreshing = StoreTrouble("pauses of other processes cannot be read", logger: logger)
        terms = ClaimTerms(store: store, time: time, logger: logger)
    }

    public func run() async throws {
        await withGracefulShutdownHandler {
            await withTaskGroup(of: Void.self) { chores in
                chores.addTask { await self.tick() }
                chores.addTask { await terms.prolong() }
                await work()
                chores.cancelAll()
            }
            pulse.stop()
        } onGracefulShutdown: {
            wake.stop()
        }
    }

    /// Looks for marks of other processes and for what has become due, twice a second.
    private func tick() async {
        await withDiscardingTaskGroup { probes in
            var last = Date.distantFuture
            while !Task.isCancelled {
                let now = time.now
                if now < last { await takeClockBack(to: now) }
                last = now
                await refresh()
                probes.addTask {
                    await board.probeDue()
                }
                pulse.beat(at: time.now)
                wake.signal()
                do { try await time.sleep(for: .milliseconds(500)) } catch { break }
            }
            probes.cancelAll()
        }
    }

    private func refresh() async {
        do throws(StoreError) {
            try await board.refresh()
            refreshing.worked()
        } catch { refreshing.failed(error) }
    }

    /// At start, too: nobody can tell whether the clock was set back while no process ran.
    private func takeClockBack(to now: Date) async {
        do {
            try await store.clockWasSetBack(
                to: now, lease: Self.lease, longestWait: max(worker.runner.policy.retries.cap, .seconds(60)))
        } catch { logger.warning("waits that the clock made too long could not be shortened: \(error)") }
    }

    private func work() async {
        await withDiscardingTaskGroup { workers in
            for await _ in wake.signals where !Task.isShuttingDownGracefully {
                for claims in await claim() {
                    workers.addTask { await worker.work(on: claims) { await leave($0) } }
                }
            }
            var waited = Duration.zero
            while await occupancy.total > 0, waited < Self.grace {
                do { try await time.sleep(for: .milliseconds(50)) } catch { break }
                waited += .milliseconds(50)
            }
            workers.cancelAll()
        }
    }

    /// Claims what there is room for; the claims of one user together.
    private func claim() async -> [[Claim]] {
        var (pipelines, connectors) = await open()
        var claims: [Claim] = []
        do throws(StoreError) {
            while true {
                let slots = await occupancy.slots(for: pipelines, resolving: connectors.sorted())
                if slots.isEmpty { break }
                let found = try await store.claim(slots, lease: Self.lease, at: time.now)
                claiming.worked()
                for claim in found {
                    await occupancy.enter(lane(of: claim), with: claim)
                    await terms.hold(claim)
                }
                claims += found
                // Whoever had less than was offered leaves the room to the others.
                let counts = Dictionary(grouping: found, by: \.slot).mapValues(\.count)
                for slot in slots where counts[slot.owner, default: 0] < slot.limit {
                    pipelines.removeAll { $0.name == slot.pipeline }
                    if slot.pipeline.isEmpty { connectors.remove(slot.connector) }
                }
            }
        } catch { claiming.failed(error) }
        // Whoever is still here would have taken more.
        await occupancy.crowd(Set(pipelines.map { Lane(.target, $0.target) }))
        return Array(Dictionary(grouping: claims, by: \.key.user).values)
    }

    /// What no pause holds up: pipelines, and connectors that can be asked whom a name means.
    private func open() async -> (pipelines: [Pipeline], connectors: Set<String>) {
        var pipelines: [Pipeline] = []
        var connectors: Set<String> = []
        for pipeline in routes.map(\.pipeline) where await board.isOpen(Lane(.connector, pipeline.connector)) {
            connectors.insert(pipeline.connector)
            if indexes.isReady(for: pipeline), await board.isOpen(Lane(.target, pipeline.target)) {
                pipelines.append(pipeline)
            }
        }
        return (pipelines, connectors)
    }

    private func lane(of claim: Claim) -> Lane {
        if let route = worker.routes[claim.key.pipeline] { return Lane(.target, route.pipeline.target) }
        return Lane(.connector, claim.key.user.connector)
    }

    private func leave(_ claim: Claim) async {
        await terms.release(claim)
        await occupancy.leave(lane(of: claim))
        wake.signal()
    }
}

/// Whose room a claim takes.
private struct SlotOwner: Hashable {
    let connector: String
    let pipeline: String
}

extension ClaimSlot {
    fileprivate var owner: SlotOwner { SlotOwner(connector: connector, pipeline: pipeline) }
}

extension Claim {
    fileprivate var slot: SlotOwner { SlotOwner(connector: key.user.connector, pipeline: key.pipeline) }
}
