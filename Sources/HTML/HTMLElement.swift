/// An element of a page; it keeps its document alive.
public struct HTMLElement: Sendable {
    let document: HTMLDocument
    let index: Int

    /// Where the element stands in the document: earlier elements have smaller positions.
    public var position: Int { index }

    /// The tag name, in lower case.
    public var name: String { parts.name }

    /// The attributes by their names in lower case, entities decoded.
    public var attributes: [String: String] { parts.attributes }

    public subscript(attribute: String) -> String? { parts.attributes[attribute] }

    public var classes: [String] { (self["class"] ?? "").split(whereSeparator: \.isWhitespace).map(String.init) }

    /// All text inside, entities decoded, white space as it stands in the page.
    public var text: String {
        var text = ""
        for node in document.nodes[index..<document.nodes[index].end] {
            if case .text(let piece) = node.content { text += piece }
        }
        return text
    }

    /// The elements inside, in document order.
    public var descendants: some Sequence<HTMLElement> {
        document.elements(in: index + 1..<document.nodes[index].end)
    }

    /// The elements directly inside.
    public var children: [HTMLElement] { descendants.filter { document.nodes[$0.index].parent == index } }

    /// The elements inside that have this tag name.
    public func descendants(named name: String) -> [HTMLElement] { descendants.filter { $0.name == name } }

    /// The rows of a table, those of tables inside it excluded.
    public var rows: [HTMLElement] {
        descendants.filter { $0.name == "tr" && $0.enclosing("table")?.index == index }
    }

    /// The cells (`td`, `th`) of a row.
    public var cells: [HTMLElement] { children.filter { $0.name == "td" || $0.name == "th" } }

    /// The nearest element around this one that has this tag name.
    public func enclosing(_ name: String) -> HTMLElement? {
        var next = document.nodes[index].parent
        while let current = next {
            let element = HTMLElement(document: document, index: current)
            if element.name == name { return element }
            next = document.nodes[current].parent
        }
        return nil
    }

    private var parts: (name: String, attributes: [String: String]) {
        guard case .element(let name, let attributes) = document.nodes[index].content else { return ("", [:]) }
        return (name, attributes)
    }
}
