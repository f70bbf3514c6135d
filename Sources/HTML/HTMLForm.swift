/// A form and what it would send.
public struct HTMLForm: Sendable {
    /// A field of a form. Its `value` is what it holds when the page is opened.
    public struct Input: Sendable, Hashable {
        public let name: String
        public let value: String
        /// `text`, `hidden`, `password`, `submit`, …; `textarea` and `select` for those elements.
        public let type: String
        /// Shown, never sent.
        public let isDisabled: Bool

        public var isHidden: Bool { type == "hidden" }
    }

    public let element: HTMLElement
    /// In document order, those without a name left out.
    public let inputs: [Input]

    init(_ element: HTMLElement) {
        self.element = element
        inputs = element.descendants.compactMap { field in
            guard let name = field["name"], !name.isEmpty else { return nil }
            func input(_ value: String, _ type: String) -> Input {
                Input(name: name, value: value, type: type, isDisabled: field.isDisabled)
            }
            switch field.name {
            case "input": return input(field["value"] ?? "", (field["type"] ?? "text").lowercased())
            case "button": return input(field["value"] ?? "", (field["type"] ?? "submit").lowercased())
            case "textarea": return input(field.text, "textarea")
            case "select":
                let options = field.descendants(named: "option")
                let chosen = options.first { $0["selected"] != nil } ?? options.first
                return input(chosen?["value"] ?? chosen?.text ?? "", "select")
            default: return nil
            }
        }
    }

    public var action: String? { element["action"] }
    /// In lower case; `get` where the page says nothing.
    public var method: String { (element["method"] ?? "get").lowercased() }

    public func input(_ name: String) -> Input? { inputs.first { $0.name == name } }
}

extension HTMLElement {
    /// By itself, or by a `fieldset` around it.
    fileprivate var isDisabled: Bool {
        if self["disabled"] != nil { return true }
        var around = enclosing("fieldset")
        while let fieldset = around {
            if fieldset["disabled"] != nil { return true }
            around = fieldset.enclosing("fieldset")
        }
        return false
    }
}
