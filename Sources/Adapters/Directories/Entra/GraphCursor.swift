import Domain
import Foundation

/// Where a listing goes on: Graph's link, and what the listing was begun with, so that its pages can be read.
///
/// It comes back from the store, perhaps after the configuration or the file was changed: it is followed only when it is
/// of the same selection and leads to the very resource that is listed.
struct GraphCursor: Sendable, Hashable {
    /// The query that was wanted.
    let query: String
    /// Names that Graph did not know when the listing began.
    let unknown: [String]
    /// `@odata.nextLink`, followed as given.
    let link: String

    init(query: String, unknown: [String], link: String) {
        self.query = query
        self.unknown = unknown
        self.link = link
    }

    /// nil: this is no cursor of ours.
    init?(_ text: String) {
        guard let value = try? AttributeValue(json: Data(text.utf8)), case .text(let query)? = value["query"],
            case .list(let unknown)? = value["unknown"], case .text(let link)? = value["link"]
        else { return nil }
        self.init(query: query, unknown: unknown.compactMap(\.text), link: link)
    }

    var text: String {
        let value = AttributeValue.object([
            "query": .text(query), "unknown": .list(unknown.map(AttributeValue.text)), "link": .text(link),
        ])
        return String(decoding: value.json, as: UTF8.self)
    }
}
