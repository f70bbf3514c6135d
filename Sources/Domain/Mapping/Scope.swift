/// Whom a pipeline is about: all of `include` must hold, any of `exclude` wins.
public struct Scope: Sendable, Hashable {
    public let include: [ScopeTest]
    public let exclude: [ScopeTest]

    public init(include: [ScopeTest] = [], exclude: [ScopeTest] = []) {
        self.include = include
        self.exclude = exclude
    }

    public var paths: [AttributePath] { (include + exclude).map(\.attribute) }
}

/// One test of an attribute.
public struct ScopeTest: Sendable, Hashable {
    public enum Condition: Sendable, Hashable {
        case equals(String)
        case oneOf([String])
        case matches(Pattern)
        /// `true`: must be empty; `false`: must not be.
        case empty(Bool)
    }
    public let attribute: AttributePath
    public let condition: Condition

    public init(attribute: AttributePath, condition: Condition) {
        self.attribute = attribute
        self.condition = condition
    }
}
