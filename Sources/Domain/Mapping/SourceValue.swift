/// What a mapping works on between its source and its target.
enum SourceValue: Sendable, Hashable {
    case empty
    case text(String)
    case list([String])
    /// In words, without the user's values.
    case error(String)
}

extension Profile {
    /// What `source` reads, before any transform.
    func read(_ source: MappingSource) -> SourceValue {
        switch source {
        case .from(let path): read(path)
        case .first(let paths): first(of: paths)
        case .template(let template): fill(template)
        case .constant(let text): text.isBlank ? .empty : .text(text)
        }
    }

    /// What stands at `path`, before any transform.
    func read(_ path: AttributePath) -> SourceValue {
        switch value(at: path) {
        case .unknown(let name): .error(whyUnknown(name))
        case .empty: .empty
        case .text(let text): .text(text)
        case .list(let texts): .list(texts)
        case .structure: .error("'\(path)' is an object, not a text: name one of its members")
        }
    }

    /// Why the value of `name` is not known, in words.
    func whyUnknown(_ name: String) -> String {
        causes[name].map { "'\(name)': \($0)" }
            ?? "the IdP does not know '\(name)' (a typing error, or a field that may not be read)"
    }

    /// An unknown one ends the search: the value of a later path might not be the one that was meant.
    private func first(of paths: [AttributePath]) -> SourceValue {
        for path in paths {
            let value = read(path)
            if value != .empty { return value }
        }
        return .empty
    }

    private func fill(_ template: Template) -> SourceValue {
        var filled = ""
        var isEmpty = true
        for part in template.parts {
            switch part {
            case .text(let text): filled += text
            case .path(let path):
                switch read(path) {
                case .empty: continue
                case .text(let text):
                    filled += text
                    isEmpty = false
                case .list: return .error("'\(path)' is a list: a template takes one element, like '\(path)[0]'")
                case .error(let words): return .error(words)
                }
            }
        }
        return isEmpty ? .empty : .text(filled)
    }
}
