public import Foundation

/// One parsed page, as plain values: nothing of libxml2 lives on in it.
///
/// Parsing is forgiving as browsers are, loads nothing and expands no entities but HTML's own. It blocks the calling
/// thread for as long as it computes: some milliseconds for each megabyte.
public struct HTMLDocument: Sendable {
    /// The longest page that is read.
    public static let maximumBytes = 10 << 20
    /// How deep elements may be nested; administration pages stay below 40.
    public static let maximumDepth = 512

    let nodes: [HTMLNode]
    /// Whether the end tag of `html` was seen: a page that was cut off lacks it.
    public let hasEnd: Bool

    /// - Throws: `HTMLError`, for bytes that are no page; never for bad markup.
    public init(_ data: Data) throws(HTMLError) {
        guard data.count <= Self.maximumBytes else { throw .tooLarge(bytes: data.count) }
        guard !data.contains(0), let text = String(data: data, encoding: .utf8) else { throw .notText }
        hasEnd = text.range(of: "</html", options: [.caseInsensitive, .backwards]) != nil
        nodes = text.isEmpty ? [] : try ParsedPage(text).copied()
    }

    /// All elements in document order.
    public var elements: some Sequence<HTMLElement> { elements(in: nodes.indices) }

    /// The first element with this id.
    public func element(id: String) -> HTMLElement? { elements.first { $0["id"] == id } }

    /// The elements with this tag name (lower case) and, where it is given, this class among theirs.
    public func elements(named name: String, class className: String? = nil) -> [HTMLElement] {
        elements.filter { $0.name == name && (className.map($0.classes.contains) ?? true) }
    }

    /// The elements with this class among theirs, whatever their tag.
    public func elements(class className: String) -> [HTMLElement] {
        elements.filter { $0.classes.contains(className) }
    }

    public var forms: [HTMLForm] { elements(named: "form").map(HTMLForm.init) }

    /// The `content` of the first `<meta name=…>` of this name.
    public func meta(_ name: String) -> String? {
        elements.first { $0.name == "meta" && $0["name"] == name }?["content"]
    }

    /// Whether a comment contains `text`.
    public func hasComment(containing text: String) -> Bool {
        nodes.contains { if case .comment(let comment) = $0.content { comment.contains(text) } else { false } }
    }

    func elements(in range: Range<Int>) -> some Sequence<HTMLElement> {
        range.lazy.compactMap { index in
            if case .element = nodes[index].content { HTMLElement(document: self, index: index) } else { nil }
        }
    }
}
