/// Holds a run that would change or clear more than allowed, before its first write.
public enum RunGuard {
    /// Below so many users in scope percentages mean nothing, and the guard is off.
    public static let smallest = 20

    /// Why the run is held, in words; nil: it may go on.
    public static func objection(to counts: RunCounts, limits: GuardLimits?, pipeline: String) -> String? {
        guard let limits, counts.inScope >= smallest else { return nil }
        let reasons = [
            objection(
                counts.changedUsers, of: counts.inScope, limits.maxChangedUsers, "users changed", "maxChangedUsers"),
            objection(
                counts.cleared, of: counts.mappedValues, limits.maxClearedValues, "values cleared", "maxClearedValues"),
        ].compactMap { $0 }
        guard !reasons.isEmpty else { return nil }
        return "pipeline '\(pipeline)': " + reasons.joined(separator: "; ")
    }

    private static func objection(
        _ count: Int, of all: Int, _ limit: GuardLimits.Limit, _ what: String, _ key: String
    ) -> String? {
        switch limit {
        case .count(let most):
            guard count > most else { return nil }
            return "\(count) \(what), more than \(key) allows (\(most))"
        case .percent(let most):
            guard Double(count) * 100 > most * Double(all) else { return nil }
            return "\(count) of \(all) \(what), more than \(key) allows (\(most.formatted)%)"
        }
    }
}

extension Double {
    fileprivate var formatted: String { self == rounded() ? "\(Int(self))" : "\(self)" }
}
