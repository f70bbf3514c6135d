import Domain

/// What a PUT to the companion asks for: `{"set": {"Department": "R&D"}, "remove": ["Location"]}`.
struct CompanionWish: Sendable {
    var set: [String: String] = [:]
    var remove: [String] = []

    /// nil: `set` is no object of texts, or `remove` no list of names.
    init?(_ body: [String: AttributeValue]) {
        if let value = body["set"] {
            guard case .object(let members) = value else { return nil }
            for (name, value) in members {
                guard let text = value.string else { return nil }
                set[name] = text
            }
        }
        if let value = body["remove"] {
            guard case .list(let elements) = value else { return nil }
            for element in elements {
                guard let name = element.string else { return nil }
                remove.append(name)
            }
        }
    }

    /// - Parameter nameError: what is wrong with a name, or nil.
    func errors(longestValue: Int, nameError: (String) -> String?) -> [String: String] {
        var errors: [String: String] = [:]
        for name in Array(set.keys) + remove { errors[name] = nameError(name) }
        for (name, value) in set where !(1...longestValue).contains(value.utf16.count) {
            errors[name] = "a value has 1 to \(longestValue) characters"
        }
        for name in remove where set[name] != nil { errors[name] = "is in set and in remove" }
        return errors
    }
}
