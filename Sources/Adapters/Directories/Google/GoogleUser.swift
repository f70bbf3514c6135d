import Domain

/// One user as Google's answer has it, made ready for paths.
struct GoogleUser: Sendable {
    /// The words of a fault, without values.
    struct Fault: Error {
        let cause: String
    }

    let id: String
    private let members: [String: AttributeValue]

    init(_ value: AttributeValue) throws(Fault) {
        guard case .object(let members) = value else { throw Fault(cause: "a user in the answer is no object") }
        guard let id = members["id"]?.text, !id.isEmpty else { throw Fault(cause: "the answer has no id") }
        self.id = id
        self.members = members.reduce(into: [:]) { $0[$1.key] = GoogleFields.normalized($1.value, of: $1.key) }
    }

    var primaryEmail: String? { members["primaryEmail"]?.text }

    /// Both mean that nobody can sign in.
    var isDisabled: Bool { members["suspended"] == .flag(true) || members["archived"] == .flag(true) }

    /// What stands where the manager's mail address should: the first that is not empty.
    var managerKey: String? {
        guard case .list(let relations)? = members["relations"] else { return nil }
        let managers = relations.filter { $0["type"] == .text("manager") }
        return managers.compactMap { $0["value"]?.text }.first { !$0.allSatisfy(\.isWhitespace) }
    }

    /// The custom fields of `wanted` that are not in the answer: empty or unknown.
    func missing(of wanted: Set<CustomField>) -> Set<CustomField> {
        wanted.filter { members["customSchemas"]?[$0.schema]?[$0.field] == nil }
    }

    /// - Parameters:
    ///   - custom: The customer's custom fields; nil: it cannot be told, and what is missing counts as empty.
    ///   - manager: Who the manager is, where the selection wants to know.
    func profile(
        _ selection: GoogleSelection, custom: Set<CustomField>?, manager: GoogleManager = .nobody
    ) -> Profile {
        var unknown = selection.impossible
        var causes: [String: String] = [:]
        var attributes: [String: AttributeValue] = ["id": .text(id)]
        for path in selection.own {
            if let name = GoogleFields.unknownName(in: path), !isThere(path) {
                unknown.insert(name)
                continue
            }
            var value = members[path.root] ?? GoogleFields.absent(path.root)
            if selection.primaryLists.contains(path.root) { value = GoogleFields.withPrimary(value) }
            if GoogleFields.isObject(path.root) {
                let names = path.segments.dropFirst().prefix { if case .member = $0 { true } else { false } }
                value = (attributes[path.root] ?? value).filled(along: names)
            }
            attributes[path.root] = value
        }
        if let custom {
            unknown.formUnion(missing(of: selection.customFields).subtracting(custom).map(\.unknownName))
        }
        if selection.wantsManager {
            attributes["manager"] = manager.value
            if selection.goesByRelation { attributes["relations"] = relations(with: manager) }
            for (name, cause) in manager.unknown(selection) {
                unknown.insert(name)
                causes[name] = cause
            }
        }
        return Profile(id: id, attributes: attributes, unknown: unknown, causes: causes, isDisabled: isDisabled)
    }

    /// The relations, each manager's with the manager's own profile in it; what a relation has itself is never covered.
    private func relations(with manager: GoogleManager) -> AttributeValue {
        guard case .profile(let profile) = manager, case .list(let relations)? = members["relations"] else {
            return members["relations"] ?? .null
        }
        return .list(
            relations.map { relation in
                guard case .object(let own) = relation, own["type"] == .text("manager") else { return relation }
                return .object(profile.attributes.merging(own) { $1 })
            })
    }

    /// Whether the answer has what this list of ours does not.
    private func isThere(_ path: AttributePath) -> Bool {
        guard let value = members[path.root] else { return false }
        let names = path.segments.dropFirst().compactMap { segment -> String? in
            if case .member(let name) = segment { name } else { nil }
        }
        guard let name = names.first else { return true }
        if case .list(let elements) = value { return elements.contains { $0[name] != nil } }
        return value[name] != nil
    }
}

extension AttributeValue {
    /// The same with `null` where these members are missing: what is not there is empty.
    fileprivate func filled(along names: ArraySlice<AttributePath.Segment>) -> AttributeValue {
        guard case .member(let name)? = names.first else { return self }
        var members: [String: AttributeValue]
        switch self {
        case .object(let own): members = own
        case .null: members = [:]
        default: return self
        }
        members[name] = (members[name] ?? .null).filled(along: names.dropFirst())
        return .object(members)
    }
}
