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
    private let routes: [String: Route]
    private let fanout: Fanout
    private let board: LaneBoard
    private let runner: PassRunner
    private let occupancy: LaneOccupancy
    private let inFlight = ClaimsInFlight()
    private let wake: Wake
    private let time: any TimeSource
    private let logger: Logger

    /// - Parameters:
    ///   - routes: Pipelines with mode `off` are passed over.
    ///   - concurrency: Passes at a time, for each target.
    public init(
        store: any Store, routes: [Route], board: LaneBoard, policy: SyncPolicy, concurrency: Int, wake: Wake,
        time: any TimeSource, logger: Logger
    ) {
        let active = routes.filter { $0.pipeline.mode != .off }
        self.store = store
        self.routes = Dictionary(active.map { ($0.pipeline.name, $0) }, uniquingKeysWith: { first, _ in first })
        self.board = board
        self.wake = wake
        self.time = time
        self.logger = logger
        fanout = Fanout(active.map(\.pipeline))
        runner = PassRunner(store: store, board: board, policy: policy, time: time)
        occupancy = LaneOccupancy(concurrency: concurrency)
    }

    public func run() async throws {
        await withGracefulShutdownHandler {
            await withTaskGroup(of: Void.self) { chores in
                chores.addTask { await self.tick() }
                chores.addTask { await self.keepClaims() }
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
            while !Task.isCancelled {
                do { try await board.refresh() } catch { logger.warning("\(error)") }
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

    /// Prolongs the terms of what runs: a pass may wait for a rate limit longer than a lease.
    private func keepClaims() async {
        while !Task.isCancelled {
            do { try await time.sleep(for: Self.lease / 3) } catch { return }
            let claims = await inFlight.claims
            guard !claims.isEmpty else { continue }
            do {
                let kept = try await store.extend(claims, lease: Self.lease, at: time.now)
                if kept.count < claims.count {
                    logger.warning("claims were lost", metadata: ["count": "\(claims.count - kept.count)"])
                }
            } catch { logger.warning("claims could not be prolonged: \(error)") }
        }
    }

    private func work() async {
        await withDiscardingTaskGroup { workers in
            for await _ in wake.signals {
                for claims in await claim() {
                    workers.addTask { await self.work(on: claims) }
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
        var open: [Pipeline] = []
        var connectors: Set<String> = []
        for route in routes.values.sorted(by: { $0.pipeline.name < $1.pipeline.name }) {
            guard await board.isOpen(Lane(.connector, route.pipeline.connector)) else { continue }
            connectors.insert(route.pipeline.connector)
            if await board.isOpen(Lane(.target, route.pipeline.target)) { open.append(route.pipeline) }
        }
        let slots = await occupancy.slots(for: open, resolving: connectors.sorted())
        guard !slots.isEmpty else { return [] }
        do {
            let claims = try await store.claim(slots, lease: Self.lease, at: time.now)
            for claim in claims {
                await occupancy.enter(lane(of: claim))
                await inFlight.add(claim)
            }
            return Array(Dictionary(grouping: claims, by: \.key.user).values)
        } catch {
            logger.error("no work can be claimed: \(error)")
            return []
        }
    }

    private func lane(of claim: Claim) -> Lane {
        if let route = routes[claim.key.pipeline] { return Lane(.target, route.pipeline.target) }
        return Lane(.connector, claim.key.user.connector)
    }

    /// Reads the user once and takes it through the pipelines that were claimed together.
    private func work(on claims: [Claim]) async {
        let passes = claims.compactMap { claim in routes[claim.key.pipeline].map { (claim: claim, route: $0) } }
        guard let first = passes.first else {
            for claim in claims { await resolve(claim) }
            return
        }
        let reading = await first.route.directory.reading(
            of: first.claim.key.user.value, for: passes.map(\.route.pipeline))
        await withDiscardingTaskGroup { group in
            for pass in passes {
                group.addTask { await self.work(on: pass.claim, through: pass.route, reading: reading) }
            }
        }
    }

    private func work(on claim: Claim, through route: Route, reading: Reading) async {
        let result = await runner.run(claim, through: route, reading: reading)
        // A pass that shutdown cancelled failed for that reason alone.
        let stopped = Task.isCancelled
        await shielded {
            if stopped, case .failure = result {
                await end(claim, as: .handedBack, record: PassRecord(), report: nil)
            } else {
                let conclusion = await runner.conclude(claim, through: route, reading: reading, result)
                await end(claim, as: conclusion.completion, record: conclusion.record, report: conclusion.report)
            }
        }
    }

    private func resolve(_ claim: Claim) async {
        guard let route = routes.values.first(where: { $0.pipeline.connector == claim.key.user.connector }) else {
            return await end(claim, as: .done(followUp: nil), record: PassRecord(outcome: .noUser), report: nil)
        }
        let resolution = NameResolution(directory: route.directory, fanout: fanout)
        do throws(PassFailure) {
            let record = try await resolution.resolve(claim)
            let followUp = record.outcome.flatMap {
                runner.policy.followUp(after: claim, outcome: $0, unchanged: false, now: time.now)
            }
            await shielded {
                await end(
                    claim, as: .done(followUp: followUp), record: record,
                    report: record.outcome.map { PassReport($0) })
            }
        } catch {
            let stopped = Task.isCancelled
            await shielded {
                let conclusion = await runner.conclude(claim, error)
                await end(
                    claim, as: stopped ? .handedBack : conclusion.completion, record: conclusion.record,
                    report: stopped ? nil : conclusion.report)
            }
        }
    }

    private func end(_ claim: Claim, as completion: Completion, record: PassRecord, report: PassReport?) async {
        do {
            let kept = try await store.complete(claim, as: completion, record: record, at: time.now)
            if kept, let report { PassLog(logger: logger).log(claim, report, completion, at: time.now) }
            if !kept { logger.warning("a claim ran out before its pass was done", metadata: claim.metadata) }
        } catch {
            // The term ends by itself and the pass is done again; its intents say what was written.
            logger.error("an outcome could not be stored: \(error)", metadata: claim.metadata)
        }
        await inFlight.remove(claim)
        await occupancy.leave(lane(of: claim))
        wake.signal()
    }
}

/// The claims that passes hold now.
private actor ClaimsInFlight {
    private var byToken: [String: Claim] = [:]
    var claims: [Claim] { Array(byToken.values) }
    func add(_ claim: Claim) { byToken[claim.token + claim.key.pipeline] = claim }
    func remove(_ claim: Claim) { byToken[claim.token + claim.key.pipeline] = nil }
}
