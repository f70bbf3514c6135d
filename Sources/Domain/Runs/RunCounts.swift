/// What a run found and did in one pipeline. While it plans, `outcomes` and `values` say what would be written; each
/// written user that comes out otherwise is counted over.
public struct RunCounts: Sendable, Hashable, Codable {
    /// How many users came to each outcome; their sum is the number of users.
    public var outcomes: [Outcome: Int]
    /// Values set, changed and cleared.
    public var set: Int
    public var changed: Int
    public var cleared: Int
    /// Attributes that could not be planned or written.
    public var attributeErrors: Int
    /// Users in scope of this run: what the guard's percentage is of.
    public var inScope: Int
    /// Values of users in scope that are mapped and not empty at the target.
    public var mappedValues: Int
    /// Users of whom a value that is not empty would change or be cleared.
    public var changedUsers: Int
    /// Users whose profile had changed since it was last read, and no notification waited for them.
    public var missedNotifications: Int

    public init(
        outcomes: [Outcome: Int] = [:], set: Int = 0, changed: Int = 0, cleared: Int = 0, attributeErrors: Int = 0,
        inScope: Int = 0, mappedValues: Int = 0, changedUsers: Int = 0, missedNotifications: Int = 0
    ) {
        self.outcomes = outcomes
        self.set = set
        self.changed = changed
        self.cleared = cleared
        self.attributeErrors = attributeErrors
        self.inScope = inScope
        self.mappedValues = mappedValues
        self.changedUsers = changedUsers
        self.missedNotifications = missedNotifications
    }

    public var users: Int { outcomes.values.reduce(0, +) }

    public static func + (left: Self, right: Self) -> Self {
        RunCounts(
            outcomes: left.outcomes.merging(right.outcomes, uniquingKeysWith: +), set: left.set + right.set,
            changed: left.changed + right.changed, cleared: left.cleared + right.cleared,
            attributeErrors: left.attributeErrors + right.attributeErrors, inScope: left.inScope + right.inScope,
            mappedValues: left.mappedValues + right.mappedValues,
            changedUsers: left.changedUsers + right.changedUsers,
            missedNotifications: left.missedNotifications + right.missedNotifications)
    }

    /// What one user's plan adds.
    ///
    /// - Parameter isInScope: False for users out of scope, gone, or without an account.
    public init(_ outcome: Outcome, _ attributes: [PlannedAttribute], isInScope: Bool, isMissed: Bool = false) {
        self.init(outcomes: [outcome: 1], inScope: isInScope ? 1 : 0, missedNotifications: isMissed ? 1 : 0)
        count(attributes, by: 1)
        mappedValues = isInScope ? attributes.count { $0.current?.isEmpty == false } : 0
        changedUsers = changed + cleared > 0 ? 1 : 0
    }

    /// Says what a planned user came to instead of what was planned; what the guard looked at stays.
    public mutating func conclude(_ plan: StoredPlan, as outcome: Outcome, _ attributes: [PlannedAttribute]) {
        withdraw(plan)
        outcomes[outcome, default: 0] += 1
        count(attributes, by: 1)
    }

    /// Takes back what a plan would have written.
    public mutating func withdraw(_ plan: StoredPlan) {
        outcomes[plan.outcome, default: 0] -= 1
        if outcomes[plan.outcome] == 0 { outcomes[plan.outcome] = nil }
        count(plan.attributes, by: -1)
    }

    private mutating func count(_ attributes: [PlannedAttribute], by step: Int) {
        for row in attributes {
            switch row.action {
            case .set: set += step
            case .change: changed += step
            case .clear: cleared += step
            case .error: attributeErrors += step
            case .keep, .none: break
            }
        }
    }
}
