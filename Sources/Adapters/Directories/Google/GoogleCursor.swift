import Domain
import Foundation

/// Where a listing goes on: Google's page token, and what the listing was begun with.
///
/// It comes back from the store, perhaps after the configuration was changed: pages of one listing hold the same
/// attributes of the same customer's users.
struct GoogleCursor: Sendable, Hashable {
    let pageToken: String
    private let paths: [String]
    private let customer: String

    init(_ pageToken: String, _ paths: Set<AttributePath>, _ customer: String) {
        self.pageToken = pageToken
        self.paths = paths.map(\.text).sorted()
        self.customer = customer
    }

    /// nil: this is no cursor of ours.
    init?(_ text: String) {
        guard let value = try? AttributeValue(json: Data(text.utf8)), case .text(let token)? = value["pageToken"],
            !token.isEmpty, case .list(let paths)? = value["paths"], case .text(let customer)? = value["customer"]
        else { return nil }
        pageToken = token
        self.paths = paths.compactMap(\.text)
        self.customer = customer
    }

    func isOf(_ paths: Set<AttributePath>, _ customer: String) -> Bool {
        self == GoogleCursor(pageToken, paths, customer)
    }

    var text: String {
        let value = AttributeValue.object([
            "pageToken": .text(pageToken), "paths": .list(paths.map(AttributeValue.text)), "customer": .text(customer),
        ])
        return String(decoding: value.json, as: UTF8.self)
    }
}
