import Domain

/// How many passes each target has room for: concurrency belongs to a target, and its pipelines share it by turns.
actor LaneOccupancy {
    private let concurrency: Int
    private var running: [Lane: Int] = [:]
    private var turn = 0

    init(concurrency: Int) {
        self.concurrency = concurrency
    }

    var total: Int { running.values.reduce(0, +) }

    /// What may be claimed now from `pipelines`, all of which are open.
    ///
    /// Each pipeline of a target is offered its share of the room; what one leaves unused the others get at the next
    /// look, and the order turns so that nobody is always last.
    func slots(for pipelines: [Pipeline], resolving connectors: [String]) -> [ClaimSlot] {
        turn += 1
        var slots: [ClaimSlot] = []
        for (target, sharing) in Dictionary(grouping: pipelines, by: \.target) {
            let room = concurrency - running[Lane(.target, target), default: 0]
            guard room > 0 else { continue }
            let share = max(1, room / sharing.count)
            let start = turn % sharing.count
            for pipeline in (sharing[start...] + sharing[..<start]).prefix(room) {
                slots.append(ClaimSlot(connector: pipeline.connector, pipeline: pipeline.name, limit: share))
            }
        }
        for connector in connectors {
            let room = concurrency - running[Lane(.connector, connector), default: 0]
            if room > 0 { slots.append(ClaimSlot(connector: connector, pipeline: "", limit: room)) }
        }
        return slots
    }

    func enter(_ lane: Lane) { running[lane, default: 0] += 1 }
    func leave(_ lane: Lane) { running[lane, default: 0] -= 1 }
}
