/// A text with `{{PATH}}` in it, and nothing else that is replaced.
public struct Template: Sendable, Hashable {
    public enum Part: Sendable, Hashable { case text(String), path(AttributePath) }
    public let parts: [Part]

    public init(_ text: String) throws(AttributePathError) {
        parts = [.text(text)]
    }

    public var paths: [AttributePath] {
        parts.compactMap { if case .path(let path) = $0 { path } else { nil } }
    }
}
