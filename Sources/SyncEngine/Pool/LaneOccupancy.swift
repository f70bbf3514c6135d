import Domain

/// How many passes each target has room for: concurrency belongs to a target. The pool's pipelines share it by turns;
/// runs take part of what the pool leaves.
public actor LaneOccupancy {
    private let concurrency: Int
    /// The most that runs take of a target.
    private let bulkLimit: Int
    private let freed: @Sendable () -> Void
    private var running: [Lane: Int] = [:]
    private var bulk: [Lane: Int] = [:]
    /// Targets for which more is due than there was room.
    private var crowded: Set<Lane> = []
    private var waiting: [Lane: [CheckedContinuation<Void, Never>]] = [:]
    /// When each pipeline was given work last, counted in claims.
    private var served: [String: Int] = [:]
    private var claims = 0

    /// - Parameters:
    ///   - bulk: The most that runs take of a target; nil: half of it, so that whoever is notified never finds it full.
    ///   - freed: Called when a run leaves room.
    public init(concurrency: Int, bulk: Int? = nil, freed: @escaping @Sendable () -> Void = {}) {
        self.concurrency = concurrency
        bulkLimit = max(1, min(bulk ?? concurrency / 2, concurrency))
        self.freed = freed
    }

    /// The most users of one target that a run works on at the same time.
    nonisolated var mostInBulk: Int { bulkLimit }

    /// Passes of the pool.
    var total: Int { running.values.reduce(0, +) }

    /// What may be claimed now from `pipelines`, all of which are open.
    ///
    /// Each pipeline of a target is offered its share of the room; where there is less room than pipelines, those that
    /// were given work longest ago. What one leaves unused the others are offered when this is asked again without it.
    func slots(for pipelines: [Pipeline], resolving connectors: [String]) -> [ClaimSlot] {
        var slots: [ClaimSlot] = []
        for (target, sharing) in Dictionary(grouping: pipelines, by: \.target) {
            let room = room(in: Lane(.target, target))
            guard room > 0 else { continue }
            let share = max(1, room / sharing.count)
            let inTurn = sharing.sorted { (served[$0.name] ?? 0, $0.name) < (served[$1.name] ?? 0, $1.name) }
            slots += inTurn.prefix(room).map {
                ClaimSlot(connector: $0.connector, pipeline: $0.name, limit: share)
            }
        }
        for connector in connectors {
            let room = room(in: Lane(.connector, connector))
            if room > 0 { slots.append(ClaimSlot(connector: connector, pipeline: "", limit: room)) }
        }
        return slots
    }

    func enter(_ lane: Lane, with claim: Claim) {
        claims += 1
        served[claim.key.pipeline] = claims
        running[lane, default: 0] += 1
    }

    func leave(_ lane: Lane) {
        running[lane, default: 0] -= 1
        admit(to: lane)
    }

    /// The targets at which more is due than there was room: runs leave it to the pool.
    func crowd(_ lanes: Set<Lane>) {
        let relieved = crowded.subtracting(lanes)
        crowded = lanes
        for lane in relieved { admit(to: lane) }
    }

    /// Waits until there is room for a user of a run.
    func enterBulk(_ lane: Lane) async {
        if hasBulkRoom(in: lane), waiting[lane] == nil {
            bulk[lane, default: 0] += 1
        } else {
            await withCheckedContinuation { waiting[lane, default: []].append($0) }
        }
    }

    /// How many users of runs wait for room.
    func waitingInBulk(_ lane: Lane) -> Int { waiting[lane]?.count ?? 0 }

    func leaveBulk(_ lane: Lane) {
        bulk[lane, default: 0] -= 1
        admit(to: lane)
        freed()
    }

    private func room(in lane: Lane) -> Int { concurrency - running[lane, default: 0] - bulk[lane, default: 0] }

    /// One at a time even then: a flood must not stop a run for good.
    private func hasBulkRoom(in lane: Lane) -> Bool {
        room(in: lane) > 0 && bulk[lane, default: 0] < (crowded.contains(lane) ? 1 : bulkLimit)
    }

    private func admit(to lane: Lane) {
        while hasBulkRoom(in: lane), var queue = waiting[lane], !queue.isEmpty {
            let next = queue.removeFirst()
            waiting[lane] = queue.isEmpty ? nil : queue
            bulk[lane, default: 0] += 1
            next.resume()
        }
    }
}
