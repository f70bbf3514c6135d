/// What a pass would write for one user: made by pure code, the same for syncs, simulations, previews and the guard.
public struct Plan: Sendable, Hashable {
    public let attributes: [PlannedAttribute]

    public init(attributes: [PlannedAttribute]) {
        self.attributes = attributes
    }

    /// The rows that a writing pass carries out.
    public var changes: [PlannedAttribute] { attributes.filter { $0.action.writes } }
}

/// One mapping's row of a plan.
public struct PlannedAttribute: Sendable, Hashable {
    public enum Action: String, Sendable, Hashable, Codable {
        /// The target has no value yet.
        case set
        case change
        case clear
        /// The source is empty and stays out.
        case keep
        /// Equal already.
        case none
        case error

        public var writes: Bool { self == .set || self == .change || self == .clear }
    }

    public let target: TargetAttribute
    /// The mapping's source in words: the path, `first: a, b`, the template, or the constant.
    public let source: String
    /// What the target should hold; nil: nothing.
    public let wanted: String?
    /// What the target holds; nil: nothing.
    public let current: String?
    public let action: Action
    /// Why this attribute cannot be planned or written; set exactly when `action` is `error`.
    public let error: String?

    public init(
        target: TargetAttribute, source: String, wanted: String?, current: String?, action: Action, error: String? = nil
    ) {
        self.target = target
        self.source = source
        self.wanted = wanted
        self.current = current
        self.action = action
        self.error = error
    }
}
