import Domain

/// How many passes each target has room for: concurrency belongs to a target, and its pipelines share it by turns.
actor LaneOccupancy {
    private let concurrency: Int
    private var running: [Lane: Int] = [:]
    /// When each pipeline was given work last, counted in claims.
    private var served: [String: Int] = [:]
    private var claims = 0

    init(concurrency: Int) {
        self.concurrency = concurrency
    }

    var total: Int { running.values.reduce(0, +) }

    /// What may be claimed now from `pipelines`, all of which are open.
    ///
    /// Each pipeline of a target is offered its share of the room; where there is less room than pipelines, those that
    /// were given work longest ago. What one leaves unused the others are offered when this is asked again without it.
    func slots(for pipelines: [Pipeline], resolving connectors: [String]) -> [ClaimSlot] {
        var slots: [ClaimSlot] = []
        for (target, sharing) in Dictionary(grouping: pipelines, by: \.target) {
            let room = concurrency - running[Lane(.target, target), default: 0]
            guard room > 0 else { continue }
            let share = max(1, room / sharing.count)
            let inTurn = sharing.sorted { (served[$0.name] ?? 0, $0.name) < (served[$1.name] ?? 0, $1.name) }
            slots += inTurn.prefix(room).map {
                ClaimSlot(connector: $0.connector, pipeline: $0.name, limit: share)
            }
        }
        for connector in connectors {
            let room = concurrency - running[Lane(.connector, connector), default: 0]
            if room > 0 { slots.append(ClaimSlot(connector: connector, pipeline: "", limit: room)) }
        }
        return slots
    }

    func enter(_ lane: Lane, with claim: Claim) {
        claims += 1
        served[claim.key.pipeline] = claims
        running[lane, default: 0] += 1
    }

    func leave(_ lane: Lane) { running[lane, default: 0] -= 1 }
}
