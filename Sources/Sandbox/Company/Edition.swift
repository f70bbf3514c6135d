import Domain

/// What edits made of one person: the values that differ from the founding.
struct Edition: Sendable, Hashable {
    enum Place: Sendable, Hashable { case founded, nobody, under(Int) }
    var attributes: [String: AttributeValue] = [:]
    var manager = Place.founded
    var deleted = false

    /// Takes over one change.
    ///
    /// - Parameter path: `department`, `businessPhones[0]` or `onPremisesExtensionAttributes.extensionAttribute1`.
    /// - Throws: `SandboxError` for names and values that the directory does not take.
    mutating func set(
        _ path: String, to value: AttributeValue, founded: [String: AttributeValue]
    ) throws(SandboxError) {
        let root = String(path.prefix { $0 != "." && $0 != "[" })
        guard root != "id", let initial = founded[root] else {
            throw SandboxError(.unknownAttribute, "'\(path)' is no attribute that can be edited")
        }
        let current = attributes[root] ?? initial
        let rest = path.dropFirst(root.count)
        if rest.isEmpty {
            attributes[root] = try Self.whole(value, of: root, current: current)
        } else if rest.first == ".", case .object(var members) = current {
            let name = String(rest.dropFirst())
            guard members[name] != nil else {
                throw SandboxError(.unknownAttribute, "'\(root)' has no member '\(name)'")
            }
            members[name] = try Self.single(value, of: path)
            attributes[root] = .object(members)
        } else if rest.hasPrefix("["), rest.hasSuffix("]"), let index = Int(rest.dropFirst().dropLast()),
            case .list(var elements) = current
        {
            try Self.put(value, at: index, in: &elements, of: path)
            attributes[root] = .list(elements)
        } else {
            throw SandboxError(.unknownAttribute, "'\(path)' does not lead to a value")
        }
    }

    private static func whole(
        _ value: AttributeValue, of name: String, current: AttributeValue
    ) throws(SandboxError) -> AttributeValue {
        switch (current, value) {
        case (.list, .null): return .list([])
        case (.list, .text): return .list([value])
        case (.list, .list(let elements)):
            for element in elements { _ = try single(element, of: name) }
            return value
        case (.object(var members), .object(let changes)):
            for (member, value) in changes {
                guard members[member] != nil else {
                    throw SandboxError(.unknownAttribute, "'\(name)' has no member '\(member)'")
                }
                members[member] = try single(value, of: "\(name).\(member)")
            }
            return .object(members)
        case (.flag, .flag): return value
        case (.flag, .text("true")): return .flag(true)
        case (.flag, .text("false")): return .flag(false)
        case (.flag, _), (.list, _), (.object, _):
            throw SandboxError(.badValue, "'\(name)' does not take a value of that type")
        default: return try single(value, of: name)
        }
    }

    private static func put(
        _ value: AttributeValue, at index: Int, in elements: inout [AttributeValue], of path: String
    ) throws(SandboxError) {
        guard (0...elements.count).contains(index) else {
            throw SandboxError(.badValue, "'\(path)' leaves a gap in the list")
        }
        if value == .null {
            if index < elements.count { elements.remove(at: index) }
        } else if index < elements.count {
            elements[index] = try single(value, of: path)
        } else {
            elements.append(try single(value, of: path))
        }
    }

    private static func single(_ value: AttributeValue, of path: String) throws(SandboxError) -> AttributeValue {
        switch value {
        case .null, .text, .flag: return value
        case .number, .list, .object: throw SandboxError(.badValue, "'\(path)' takes a text or null")
        }
    }
}
