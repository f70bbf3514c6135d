import Domain
import Foundation

/// A subscription to changes of users, as Graph lists it.
struct GraphSubscription: Sendable, Hashable {
    let id: String
    let notificationURL: String
    /// nil where the answer does not say.
    let lifecycleURL: String?
    let changeType: String?
    let expires: Date

    /// nil when the object is about something else than users, or no subscription at all.
    init?(_ object: AttributeValue) {
        guard case .text(let id)? = object["id"], !id.isEmpty,
            // It may come back as `Users` or `/users`.
            case .text(let resource)? = object["resource"],
            resource.lowercased().trimmingCharacters(in: ["/"]) == "users",
            case .text(let notificationURL)? = object["notificationUrl"],
            case .text(let expires)? = object["expirationDateTime"], let date = Self.date(expires)
        else { return nil }
        self.id = id
        self.notificationURL = notificationURL
        self.expires = date
        lifecycleURL = object["lifecycleNotificationUrl"]?.text
        changeType = object["changeType"]?.text
    }

    /// Whether notifications go to `url`.
    func leads(to url: URL) -> Bool { Self.same(notificationURL, url) }

    /// Whether it brings what we need; members that the answer leaves out are taken as we set them.
    func serves(_ wish: EntraSubscriptions.Wish) -> Bool {
        if let lifecycleURL, !Self.same(lifecycleURL, wish.lifecycleURL) { return false }
        guard let changeType else { return true }
        let kinds = changeType.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        return kinds.contains("updated") && kinds.contains("deleted")
    }

    private static func same(_ text: String, _ url: URL) -> Bool {
        guard let other = URL(string: text), let origin = Origin(other) else { return false }
        return origin == Origin(url) && other.path(percentEncoded: true) == url.path(percentEncoded: true)
            && other.query(percentEncoded: true) == url.query(percentEncoded: true)
    }

    /// `2026-03-19T22:11:09.9528532Z`; parts of a second are left out.
    static func date(_ text: String) -> Date? {
        let whole = text.replacing(/\.[0-9]+/, with: "", maxReplacements: 1)
        return try? Date(whole, strategy: .iso8601)
    }
}
