import Foundation

extension [Transform] {
    /// Carries out the transforms in order; what is blank in the end is empty.
    ///
    /// On a list each element is transformed by itself until `join`; elements that became blank are left out.
    func apply(to source: SourceValue) -> SourceValue {
        var value = source
        do throws(TransformError) {
            for transform in self { value = try transform.apply(to: value) }
        } catch {
            return .error(error.words)
        }
        switch value {
        case .text(let text): return text.isBlank ? .empty : value
        case .list(let texts): return texts.allSatisfy(\.isBlank) ? .empty : .error("a list: add the transform join")
        case .empty, .error: return value
        }
    }
}

extension Transform {
    fileprivate func apply(to value: SourceValue) throws(TransformError) -> SourceValue {
        switch (self, value) {
        case (_, .empty), (_, .error): return value
        case (.join(let separator), .list(let texts)):
            return .text(texts.filter { !$0.isBlank }.joined(separator: separator))
        case (_, .text(let text)): return .text(try apply(to: text))
        case (_, .list(let texts)):
            var transformed: [String] = []
            for text in texts { transformed.append(try apply(to: text)) }
            return .list(transformed)
        }
    }

    private func apply(to text: String) throws(TransformError) -> String {
        switch self {
        case .trim: return text.trimmed
        case .lowercase: return text.lowercased()
        case .uppercase: return text.uppercased()
        case .before(let mark): return text.firstRange(of: mark).map { String(text[..<$0.lowerBound]) } ?? text
        case .after(let mark): return text.firstRange(of: mark).map { String(text[$0.upperBound...]) } ?? text
        case .replace(let pattern, let template):
            do throws(PatternError) {
                return try pattern.replacing(in: text, with: template)
            } catch {
                throw TransformError(words: "replace: \(error)")
            }
        case .lookup(let table, let fallback): return table[text] ?? fallback ?? text
        case .join: return text
        case .truncate(let count): return String(text.prefix(Swift.max(0, count)))
        case .date(let from, let to): return try DatePatterns(from: from, to: to).rewrite(text)
        }
    }
}

extension String {
    /// Without Unicode's white space at both ends.
    fileprivate var trimmed: String {
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }

    /// The first occurrence, found scalar by scalar as it is written: no locale and no equivalence.
    fileprivate func firstRange(of mark: String) -> Range<Index>? {
        let wanted = Array(mark.unicodeScalars)
        guard let first = wanted.first else { return nil }
        var rest = unicodeScalars[...]
        while let start = rest.firstIndex(of: first) {
            rest = rest[start...]
            if rest.starts(with: wanted) { return start..<rest.index(start, offsetBy: wanted.count) }
            rest = rest.dropFirst()
        }
        return nil
    }
}
