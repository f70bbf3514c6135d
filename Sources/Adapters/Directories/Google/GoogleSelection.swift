public import Domain
import Foundation

/// What one read has to bring: of the user, and of the manager, whom a relation names.
struct GoogleSelection: Sendable {
    /// How a path gets at the manager's profile.
    enum Way {
        /// `manager.primaryEmail`
        case manager
        /// `relations[type=manager].primaryEmail`
        case relation
    }

    /// The user's own attributes.
    private(set) var own: Set<AttributePath> = []
    /// The manager's, without what leads to the manager.
    private(set) var manager: Set<AttributePath> = []
    private(set) var wantsManager = false
    /// Whether any path goes by the relation, so that the relation has to hold the manager's profile.
    private(set) var goesByRelation = false
    /// Names that cannot be had: the manager's manager is not within reach.
    private(set) var impossible: Set<String> = []
    /// The custom fields among the user's own attributes.
    private(set) var customFields: Set<CustomField> = []
    /// Lists of which a path asks for the primary element.
    private(set) var primaryLists: Set<String> = []

    /// - Parameter reach: How many steps up managers are read.
    init(_ paths: Set<AttributePath>, reach: Int = 1) {
        for path in paths {
            for case .filter("primary", _) in path.segments { primaryLists.insert(path.root) }
            guard let (way, rest) = Self.managerPart(of: path) else {
                own.insert(path)
                if let field = CustomField(path) { customFields.insert(field) }
                continue
            }
            guard reach > 0 else {
                impossible.insert(path.root == "manager" ? "manager" : "relations")
                continue
            }
            wantsManager = true
            if way == .relation { goesByRelation = true }
            guard !rest.isEmpty else { continue }
            if let path = try? AttributePath(rest) { manager.insert(path) } else { impossible.insert("manager") }
        }
    }

    /// The way that `path` takes to the manager, and what it names there; nil: it stays with the user.
    static func managerPart(of path: AttributePath) -> (way: Way, rest: String)? {
        if path.root == "manager" {
            guard path.segments.count > 1 else { return (.manager, "") }
            return (.manager, String(path.text.dropFirst("manager.".count)))
        }
        guard path.root == "relations", path.segments.count > 2,
            case .filter("type", "manager") = path.segments[1],
            case .member(let member) = path.segments[2], !GoogleFields.relation.contains(member),
            let end = path.text.range(of: "].")
        else { return nil }
        return (.relation, String(path.text[end.upperBound...]))
    }
}

extension GoogleDirectory {
    public func managerPath(of path: AttributePath) -> AttributePath? {
        GoogleSelection.managerPart(of: path).flatMap { try? AttributePath($0.rest) }
    }
}

/// A field of one of the customer's own schemas.
struct CustomField: Sendable, Hashable {
    let schema: String
    let field: String

    init(schema: String, field: String) {
        self.schema = schema
        self.field = field
    }

    /// nil when `path` leads to none.
    init?(_ path: AttributePath) {
        guard path.root == "customSchemas", path.segments.count > 2,
            case .member(let schema) = path.segments[1], case .member(let field) = path.segments[2]
        else { return nil }
        self.init(schema: schema, field: field)
    }

    /// As `Profile.unknown` has it.
    var unknownName: String { "customSchemas.\(schema).\(field)" }
}
