/// A text with `{{PATH}}` in it, and nothing else that is replaced.
public struct Template: Sendable, Hashable {
    public enum Part: Sendable, Hashable { case text(String), path(AttributePath) }
    public let parts: [Part]

    /// The template as it was written.
    public let text: String

    /// Blanks between the braces and the path are allowed; single braces are text.
    /// - Throws: `AttributePathError`, its character counted in the whole template, when braces are left open or not
    ///   opened, what stands in them is no path, or there is none at all: that would be a `constant`.
    public init(_ text: String) throws(AttributePathError) {
        var rest = Array(text.unicodeScalars)[...]
        var parts: [Part] = []
        var literal = String.UnicodeScalarView()
        while let next = rest.first {
            if rest.starts(with: ["}", "}"]) {
                throw AttributePathError(character: rest.startIndex + 1, reason: "'}}' without '{{' before it")
            }
            guard rest.starts(with: ["{", "{"]) else {
                literal.append(next)
                rest = rest.dropFirst()
                continue
            }
            if !literal.isEmpty { parts.append(.text(String(literal))) }
            literal = String.UnicodeScalarView()
            parts.append(.path(try Self.path(from: &rest)))
        }
        if !literal.isEmpty { parts.append(.text(String(literal))) }
        self.parts = parts
        self.text = text
        if paths.isEmpty {
            throw AttributePathError(character: 1, reason: "no {{PATH}} in it; a fixed text is a constant")
        }
    }

    public var paths: [AttributePath] {
        parts.compactMap { if case .path(let path) = $0 { path } else { nil } }
    }

    private static func path(
        from rest: inout ArraySlice<Unicode.Scalar>
    ) throws(AttributePathError) -> AttributePath {
        let opening = rest.startIndex
        rest = rest.dropFirst(2)
        guard let end = rest.indices.first(where: { rest[$0...].starts(with: ["}", "}"]) }) else {
            throw AttributePathError(character: opening + 1, reason: "'{{' is not closed by '}}'")
        }
        var inside = rest[..<end]
        rest = rest[(end + 2)...]
        while inside.first?.properties.isWhitespace == true { inside = inside.dropFirst() }
        while inside.last?.properties.isWhitespace == true { inside = inside.dropLast() }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: inside)
        do {
            return try AttributePath(String(text))
        } catch {
            throw AttributePathError(character: inside.startIndex + error.character, reason: error.reason)
        }
    }
}
