import Domain
import Foundation

/// An event hook as Okta lists it; the secret in it is never returned.
struct OktaEventHook: Sendable, Hashable {
    let id: String
    let name: String
    let uri: String
    let items: [String]
    let isActive: Bool
    let isVerified: Bool

    /// nil when the object is no event hook that calls an address.
    init?(_ object: [String: AttributeValue]) {
        guard case .text(let id)? = object["id"], !id.isEmpty,
            case .text(let uri)? = object["channel"]?["config"]?["uri"]
        else { return nil }
        self.id = id
        self.uri = uri
        name = object["name"]?.text ?? ""
        isActive = object["status"]?.text == "ACTIVE"
        isVerified = object["verificationStatus"]?.text == "VERIFIED"
        if case .list(let items)? = object["events"]?["items"] {
            self.items = items.compactMap(\.text)
        } else {
            items = []
        }
    }

    /// Only such hooks get events.
    var isAlive: Bool { isActive && isVerified }

    /// Whether events go to `url`.
    func leads(to url: URL) -> Bool {
        guard let other = URL(string: uri), let origin = Origin(other) else { return false }
        return origin == Origin(url) && other.path(percentEncoded: true) == url.path(percentEncoded: true)
            && other.query(percentEncoded: true) == url.query(percentEncoded: true)
    }
}
