import Domain
import Foundation

/// Where a listing goes on: Okta's link, and what the listing was begun with.
///
/// It comes back from the store, perhaps after the configuration or the file was changed: it is followed only when it is
/// for the same attributes and leads to the very resource that is listed.
struct OktaCursor: Sendable, Hashable {
    /// The attributes that were wanted.
    let paths: [String]
    /// The link `next`, followed as given.
    let link: String

    init(paths: Set<AttributePath>, link: String) {
        self.paths = paths.map(\.text).sorted()
        self.link = link
    }

    /// nil: this is no cursor of ours.
    init?(_ text: String) {
        guard let value = try? AttributeValue(json: Data(text.utf8)), case .list(let paths)? = value["paths"],
            case .text(let link)? = value["link"]
        else { return nil }
        self.paths = paths.compactMap(\.text)
        self.link = link
    }

    var text: String {
        let value = AttributeValue.object(["paths": .list(paths.map(AttributeValue.text)), "link": .text(link)])
        return String(decoding: value.json, as: UTF8.self)
    }

    func isFor(_ paths: Set<AttributePath>) -> Bool { self.paths == paths.map(\.text).sorted() }
}
