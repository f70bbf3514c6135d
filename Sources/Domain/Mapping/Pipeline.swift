/// Connector → target: whom to match, whom to leave out, what to map.
public struct Pipeline: Sendable, Hashable {
    public enum Mode: String, Sendable, Hashable { case live, simulate, off }
    /// What happens to mapped values of a user that left the scope, was disabled or deleted.
    public enum Departure: String, Sendable, Hashable { case keep, clear }

    public let name: String
    public let connector: String
    public let target: String
    public let match: MatchRule
    public let scope: Scope
    public let mode: Mode
    public let onDisabled: Departure
    public let onDeleted: Departure
    public let onOutOfScope: Departure
    /// nil: `guard: off`.
    public let guardLimits: GuardLimits?
    public let mappings: [Mapping]

    public init(
        name: String, connector: String, target: String, match: MatchRule, scope: Scope = Scope(), mode: Mode = .live,
        onDisabled: Departure = .keep, onDeleted: Departure = .keep, onOutOfScope: Departure = .keep,
        guardLimits: GuardLimits? = GuardLimits(), mappings: [Mapping]
    ) {
        self.name = name
        self.connector = connector
        self.target = target
        self.match = match
        self.scope = scope
        self.mode = mode
        self.onDisabled = onDisabled
        self.onDeleted = onDeleted
        self.onOutOfScope = onOutOfScope
        self.guardLimits = guardLimits
        self.mappings = mappings
    }

    /// Every path that a read must bring for this pipeline: matching, scope and mappings.
    public var paths: Set<AttributePath> {
        Set([match.source] + scope.paths + mappings.flatMap(\.source.paths))
    }
}

/// How much a run may change before it is held.
public struct GuardLimits: Sendable, Hashable {
    public enum Limit: Sendable, Hashable { case count(Int), percent(Double) }
    public let maxChangedUsers: Limit
    public let maxClearedValues: Limit

    public init(maxChangedUsers: Limit = .percent(10), maxClearedValues: Limit = .percent(1)) {
        self.maxChangedUsers = maxChangedUsers
        self.maxClearedValues = maxClearedValues
    }
}
