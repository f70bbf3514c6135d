import Domain
import Foundation

/// What one read asks for: attributes of the user and of the manager, by their names at Graph.
struct GraphSelection: Sendable, Hashable {
    /// Whose attribute a name is.
    struct Name: Sendable, Hashable {
        enum Owner: Sendable { case user, manager }
        let owner: Owner
        let text: String

        /// As `Profile.unknown` has it.
        var unknownName: String { owner == .user ? text : "manager." + text }
    }

    /// Beyond `id`, which is always selected.
    private(set) var names: Set<Name> = []
    private(set) var expandsManager = false
    /// Names that cannot stand in `$select`, so that Graph cannot know them.
    private(set) var impossible: Set<Name> = []

    init(_ paths: Set<AttributePath>) {
        for path in paths {
            guard path.root == "manager" else {
                add(Name(owner: .user, text: path.root))
                continue
            }
            expandsManager = true
            if path.segments.count > 1, case .member(let member) = path.segments[1] {
                add(Name(owner: .manager, text: member))
            }
        }
    }

    private mutating func add(_ name: Name) {
        if name.text == "id" { return }
        let isIdentifier = name.text.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_.]{0,255}/) != nil
        // Graph expands one level only; the manager's manager is not within reach.
        let isBeyond = name.owner == .manager && name.text == "manager"
        if isIdentifier, !isBeyond { names.insert(name) } else { impossible.insert(name) }
    }

    /// The same with `name` asked for too.
    func adding(_ name: Name) -> GraphSelection {
        var selection = self
        selection.names.insert(name)
        return selection
    }

    func without(_ unknown: Set<Name>) -> GraphSelection {
        var selection = self
        selection.names.subtract(unknown)
        return selection
    }

    /// The selected names in full, sorted, without those of `self` that are not there.
    func missing(from selected: GraphSelection) -> [String] {
        names.subtracting(selected.names).map(\.unknownName).sorted()
    }

    /// The same without the names that `unknownNames` has as `Name.unknownName`.
    func without(unknownNames: Set<String>) -> GraphSelection {
        without(names.filter { unknownNames.contains($0.unknownName) })
    }

    /// `$select=…&$expand=manager($select=…)`
    var query: String {
        var query = "$select=" + list(of: .user)
        if expandsManager { query += "&$expand=manager($select=\(list(of: .manager)))" }
        return query
    }

    private func list(of owner: Name.Owner) -> String {
        (["id"] + names.filter { $0.owner == owner }.map(\.text).sorted()).joined(separator: ",")
    }

    /// Which of the selected names Graph means when it refuses one, nil when it is none of them.
    func selected(_ property: (name: String, type: String)) -> Name? {
        let user = Name(owner: .user, text: property.name)
        let manager = Name(owner: .manager, text: property.name)
        // The manager is a directoryObject to Graph, whatever it turns out to be.
        let order = property.type.hasSuffix("directoryObject") ? [manager, user] : [user, manager]
        return order.first(where: names.contains)
    }
}
