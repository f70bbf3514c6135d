import Domain

extension AttributeValue {
    /// The value if it is a text; a number or flag is none, other than for `text`.
    var string: String? {
        if case .text(let text) = self { text } else { nil }
    }
}
