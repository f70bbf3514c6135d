import Domain

extension AttributeValue {
    /// The value with another one at the path's remaining steps; `null` takes away what is there, and lists and objects
    /// that are empty then.
    ///
    /// A filter that selects nothing makes a new element, an index may stand one behind the end.
    func editing(
        _ steps: ArraySlice<AttributePath.Segment>, to value: AttributeValue, at path: AttributePath
    ) throws(SandboxError) -> AttributeValue {
        guard let step = steps.first else { return try value.likened(to: self, at: path) }
        let rest = steps.dropFirst()
        switch (step, self) {
        case (.member(let name), .object(var members)):
            let edited = try (members[name] ?? .null).editing(rest, to: value, at: path)
            members[name] = edited == .null ? nil : edited
            return members.isEmpty ? .null : .object(members)
        case (.index(let index), .list(var elements)) where (0...elements.count).contains(index):
            let edited = try (index < elements.count ? elements[index] : .null).editing(rest, to: value, at: path)
            if index < elements.count { elements.remove(at: index) }
            if edited != .null { elements.insert(edited, at: index) }
            return elements.isEmpty ? .null : .list(elements)
        case (.filter(let member, let text), .list(var elements)):
            let place = elements.firstIndex { $0[member]?.text == text }
            let bare = AttributeValue.object([member: .text(text)])
            let edited = try (place.map { elements[$0] } ?? bare).editing(rest, to: value, at: path)
            if let place { elements.remove(at: place) }
            if edited != .null, edited != bare { elements.insert(edited, at: place ?? elements.count) }
            return elements.isEmpty ? .null : .list(elements)
        case (.member, .null): return try AttributeValue.object([:]).editing(steps, to: value, at: path)
        case (.index, .null), (.filter, .null): return try AttributeValue.list([]).editing(steps, to: value, at: path)
        default: throw SandboxError(.unknownAttribute, "'\(path)' does not lead to a value")
        }
    }

    /// The value in the type that stands there: texts come from forms and scripts.
    private func likened(to current: AttributeValue, at path: AttributePath) throws(SandboxError) -> AttributeValue {
        switch (current, self) {
        case (.flag, .text("true")): return .flag(true)
        case (.flag, .text("false")): return .flag(false)
        case (.flag, .text), (.object, .text):
            throw SandboxError(.badValue, "'\(path)' does not take a value of that type")
        case (.list, .text): return .list([self])
        default: return self
        }
    }
}
