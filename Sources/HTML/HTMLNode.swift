/// One node of a page. The nodes of a page stand in document order, so that a subtree is a range of them.
struct HTMLNode: Sendable {
    enum Content: Sendable {
        case element(name: String, attributes: [String: String])
        case text(String)
        case comment(String)
    }
    let content: Content
    let parent: Int?
    /// The index behind the last node of this one's subtree.
    var end: Int
}
