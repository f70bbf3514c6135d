/// What a profile says at a path.
public enum Lookup: Sendable, Hashable {
    /// The IdP does not know this attribute, or does not let us read it; the name goes as far as it is unknown.
    case unknown(String)
    /// `null`, nothing, blanks alone, or a list of nothing else.
    case empty
    /// A text, a number as it was written, `true` or `false`.
    case text(String)
    /// At least one, none of them empty.
    case list([String])
    /// An object, or a list with one in it: nothing that could be written.
    case structure
}

extension Profile {
    /// Reads the value at `path`.
    ///
    /// A name on a list is read from each of its elements. A filter that selects one element stands for that element,
    /// several stand for a list. An index beyond the end is empty. A step into a text, or an index or filter of an
    /// object, is unknown: taken for empty, a typing error would clear values.
    public func value(at path: AttributePath) -> Lookup {
        if let name = unknownName(in: path) { return .unknown(name) }
        guard var value = attributes[path.root] else { return .empty }
        for (index, segment) in path.segments.enumerated().dropFirst() {
            if value.isEmpty { return .empty }
            guard let next = value.step(segment) else { return .unknown(path.name(to: index)) }
            value = next
            if case .filter = segment, case .list(let selected) = value, selected.count == 1, !path.isIndex(index + 1) {
                value = selected[0]
            }
        }
        return value.lookup
    }

    /// The shortest part of the path that `unknown` names.
    private func unknownName(in path: AttributePath) -> String? {
        if unknown.isEmpty { return nil }
        var name = ""
        for case .member(let member) in path.segments {
            name += name.isEmpty ? member : "." + member
            if unknown.contains(name) { return name }
        }
        return nil
    }
}

extension AttributeValue {
    /// nil: this step cannot be made from such a value.
    fileprivate func step(_ segment: AttributePath.Segment) -> AttributeValue? {
        switch (segment, self) {
        case (.member(let name), .object(let members)):
            return members[name] ?? .null
        case (.member(let name), .list(let elements)):
            var found: [AttributeValue] = []
            for element in elements where !element.isEmpty {
                guard case .object(let members) = element else { return nil }
                let member = members[name] ?? .null
                if case .list(let inner) = member { found += inner } else { found.append(member) }
            }
            return .list(found)
        case (.index(let index), .list(let elements)):
            return elements.indices.contains(index) ? elements[index] : .null
        case (.filter(let name, let wanted), .list(let elements)):
            var found: [AttributeValue] = []
            for element in elements where !element.isEmpty {
                guard case .object(let members) = element else { return nil }
                if members[name]?.text == wanted { found.append(element) }
            }
            return .list(found)
        case (_, .null): return .null
        default: return nil
        }
    }

    fileprivate var lookup: Lookup {
        if isEmpty { return .empty }
        guard case .list(let elements) = self else { return text.map(Lookup.text) ?? .structure }
        var texts: [String] = []
        for element in elements where !element.isEmpty {
            guard let text = element.text else { return .structure }
            texts.append(text)
        }
        return .list(texts)
    }
}

extension AttributePath {
    fileprivate func isIndex(_ position: Int) -> Bool {
        guard position < segments.count, case .index = segments[position] else { return false }
        return true
    }

    /// The path up to and with the segment at `last`.
    fileprivate func name(to last: Int) -> String {
        segments[...last].reduce(into: "") { name, segment in
            switch segment {
            case .member(let member): name += name.isEmpty ? member : "." + member
            case .index(let index): name += "[\(index)]"
            case .filter(let member, let value): name += "[\(member)=\(value)]"
            }
        }
    }
}
