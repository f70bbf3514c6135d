import Domain

/// Whom the relation `manager` of a user means.
enum GoogleManager: Sendable {
    /// There is no such relation.
    case nobody
    /// A text stands there that leads to nobody, in words why: it tells nothing of the manager's attributes.
    case lost(String)
    case profile(Profile)

    static let gone = GoogleManager.lost("no user has the address that the relation to the manager holds")
    static let noAddress = GoogleManager.lost("the relation to the manager holds no user's address")

    /// What `manager` is in a profile; nil: it cannot be told.
    var value: AttributeValue? {
        switch self {
        case .nobody: .null
        case .lost: nil
        case .profile(let profile): .object(profile.attributes)
        }
    }

    /// The names that are unknown by this, as `Profile.unknown` has them, with the cause where it is no typing error.
    func unknown(_ selection: GoogleSelection) -> [(name: String, cause: String?)] {
        let ways = selection.goesByRelation ? ["manager.", "relations."] : ["manager."]
        switch self {
        case .nobody:
            let names = selection.manager.compactMap(GoogleFields.unknownName)
            return ways.flatMap { way in names.map { (way + $0, nil) } }
        case .lost(let words):
            let roots = selection.goesByRelation ? selection.manager.map { "relations." + $0.root } : []
            return (["manager"] + roots).map { ($0, words) }
        case .profile(let profile):
            return ways.flatMap { way in profile.unknown.map { (way + $0, nil) } }
        }
    }
}
