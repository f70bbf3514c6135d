import Domain
import Foundation

/// Makes a profile of Graph's answer to one read, and tells a partial answer from an empty one.
struct GraphProfile {
    /// The words of a fault, without values.
    struct Fault: Error {
        let cause: String
    }

    static let accountEnabled = GraphSelection.Name(owner: .user, text: "accountEnabled")

    /// What the caller asked for.
    let wanted: GraphSelection
    /// What Graph was asked for: `wanted` without the names that it does not know, and `accountEnabled`.
    let selected: GraphSelection

    func profile(of members: [String: AttributeValue]) throws(Fault) -> Profile {
        guard case .text(let id)? = members["id"], !id.isEmpty else { throw Fault(cause: "the answer has no id") }
        var unknown = wanted.names.subtracting(selected.names).union(wanted.impossible)
        var attributes: [String: AttributeValue] = ["id": .text(id)]
        for name in selected.names where name.owner == .user && wanted.names.contains(name) {
            if let value = try value(name, in: members, unknown: &unknown) { attributes[name.text] = value }
        }
        if wanted.expandsManager { attributes["manager"] = try manager(in: members, unknown: &unknown) }
        // Whether somebody is switched off must not be guessed either.
        if selected.names.contains(Self.accountEnabled) {
            _ = try value(Self.accountEnabled, in: members, unknown: &unknown)
        }
        return Profile(
            id: id, attributes: attributes, unknown: Set(unknown.map(\.unknownName)),
            isDisabled: members["accountEnabled"] == .flag(false))
    }

    /// Absent means that there is none (contracts/microsoft-graph.md, Reading).
    private func manager(
        in members: [String: AttributeValue], unknown: inout Set<GraphSelection.Name>
    ) throws(Fault) -> AttributeValue {
        switch members["manager"] {
        case nil, .null: return .null
        case .object(let manager):
            guard case .text? = manager["id"] else { throw Fault(cause: "the manager in the answer has no id") }
            var attributes = manager.filter { !$0.key.contains("@") }
            // A contact, too, can be somebody's manager, and has not all that a user has.
            let isUser = manager["@odata.type"]?.text.map { $0.hasSuffix(".user") } ?? true
            for name in selected.names where name.owner == .manager {
                if !isUser, manager[name.text] == nil {
                    unknown.insert(name)
                } else {
                    attributes[name.text] = try value(name, in: manager, unknown: &unknown)
                }
            }
            return .object(attributes)
        default: throw Fault(cause: "the manager in the answer is no object")
        }
    }

    /// nil, and the name unknown, where the answer has it in other capitals only: nobody mapped that.
    private func value(
        _ name: GraphSelection.Name, in members: [String: AttributeValue], unknown: inout Set<GraphSelection.Name>
    ) throws(Fault) -> AttributeValue? {
        if let value = members[name.text] { return value }
        if members.keys.contains(where: { $0.lowercased() == name.text.lowercased() }) {
            unknown.insert(name)
            return nil
        }
        throw Fault(cause: "the attribute '\(name.unknownName)' was selected and is missing from the answer")
    }
}
