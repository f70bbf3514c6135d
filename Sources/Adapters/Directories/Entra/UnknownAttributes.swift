import Domain
import Foundation

/// Remembers for a while which names Graph does not know, so that not every read begins with a refusal.
actor UnknownAttributes {
    /// How long: an attribute that an administrator adds is seen afterwards.
    static let term: TimeInterval = 15 * 60

    private let time: any TimeSource
    private var until: [GraphSelection.Name: Date] = [:]

    init(time: any TimeSource) {
        self.time = time
    }

    var names: Set<GraphSelection.Name> {
        let now = time.now
        until = until.filter { $0.value > now }
        return Set(until.keys)
    }

    func remember(_ name: GraphSelection.Name) {
        until[name] = time.now.addingTimeInterval(Self.term)
    }

    func forget() { until = [:] }
}
