/// One row of a pipeline: source → target attribute.
public struct Mapping: Sendable, Hashable {
    /// What to do with the target's value when the source is empty.
    public enum WhenEmpty: Sendable, Hashable { case keep, clear, fallback(String) }

    public let target: TargetAttribute
    public let source: MappingSource
    public let transforms: [Transform]
    public let whenEmpty: WhenEmpty

    public init(
        target: TargetAttribute, source: MappingSource, transforms: [Transform] = [], whenEmpty: WhenEmpty = .keep
    ) {
        self.target = target
        self.source = source
        self.transforms = transforms
        self.whenEmpty = whenEmpty
    }
}

/// The name of a value at the target: a Jira user property or a Confluence profile field.
public struct TargetAttribute: Sendable, Hashable, Codable {
    public enum Kind: String, Sendable, Hashable, Codable { case property, field }
    public let kind: Kind
    public let name: String

    public init(_ kind: Kind, _ name: String) {
        self.kind = kind
        self.name = name
    }
}

/// Where a mapped value comes from.
public enum MappingSource: Sendable, Hashable {
    case from(AttributePath)
    /// The first that is not empty.
    case first([AttributePath])
    case template(Template)
    case constant(String)

    /// What a read must bring for this source.
    public var paths: [AttributePath] {
        switch self {
        case .from(let path): [path]
        case .first(let paths): paths
        case .template(let template): template.paths
        case .constant: []
        }
    }
}

/// How a user of the IdP is found at the target.
public struct MatchRule: Sendable, Hashable {
    public enum Target: String, Sendable, Hashable { case username, email }
    public let source: AttributePath
    public let transforms: [Transform]
    public let target: Target
    public let caseSensitive: Bool

    public init(source: AttributePath, transforms: [Transform] = [], target: Target, caseSensitive: Bool = false) {
        self.source = source
        self.transforms = transforms
        self.target = target
        self.caseSensitive = caseSensitive
    }
}
