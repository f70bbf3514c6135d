/// What a mapping gives for one profile.
public enum MappedValue: Sendable, Hashable {
    /// Never blank.
    case value(String)
    /// The source is empty, and `whenEmpty` decides between keeping and clearing.
    case empty
    /// Why there is no value, in words, without the user's values.
    case error(String)
}

extension Mapping {
    /// Reads the source, transforms it, and puts `whenEmpty`'s default in the place of nothing.
    public func resolve(_ profile: Profile) -> MappedValue {
        switch transforms.apply(to: profile.read(source)) {
        case .text(let text): return .value(text)
        case .error(let words): return .error(words)
        case .empty, .list:
            if case .fallback(let text) = whenEmpty, !text.isBlank { return .value(text) }
            return .empty
        }
    }

    /// The source in words: the path, `first: a, b`, the template, or the constant.
    public var sourceText: String {
        switch source {
        case .from(let path): path.text
        case .first(let paths): "first: " + paths.map(\.text).joined(separator: ", ")
        case .template(let template): template.text
        case .constant(let text): text
        }
    }
}
