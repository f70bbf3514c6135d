import Domain
import Foundation

/// One subscription as Graph keeps it (contracts/microsoft-graph.md, Subscription).
struct GraphSubscription: Sendable {
    let id: String
    let resource: String
    let changeType: String
    let clientState: String?
    var notificationURL: URL
    let lifecycleURL: URL?
    let appID: String?
    var expires: Date
    static let longestMinutes = 41_760

    /// Checks a creation's members.
    init(_ body: AttributeValue, at now: Date) throws(GraphError) {
        id = UUID().uuidString.lowercased()
        guard let changeType = body["changeType"]?.string, !changeType.isEmpty else {
            throw .badRequest("'changeType' is required.", code: "InvalidRequest")
        }
        for type in changeType.split(separator: ",") where !["updated", "deleted"].contains(type) {
            throw .badRequest("Subscription to users does not support changeType '\(type)'.", code: "InvalidRequest")
        }
        self.changeType = changeType
        guard let resource = body["resource"]?.string, Self.isUsers(resource) else {
            throw .badRequest(
                "Resource is missing or not supported by the sandbox: 'users' is.", code: "InvalidRequest")
        }
        self.resource = resource
        clientState = body["clientState"]?.string
        guard (clientState ?? "").utf16.count <= 128 else {
            throw .badRequest("Property clientState has a maximum length of '128'.", code: "InvalidRequest")
        }
        guard let url = try Self.url(body["notificationUrl"], named: "notificationUrl") else {
            throw .badRequest("'notificationUrl' is required.", code: "InvalidRequest")
        }
        notificationURL = url
        lifecycleURL = try Self.url(body["lifecycleNotificationUrl"], named: "lifecycleNotificationUrl")
        appID = body["notificationUrlAppId"]?.string
        expires = try Self.expiry(body["expirationDateTime"], at: now)
    }

    /// Where one change is notified: `users` in any case, with or without a slash, or a single user.
    func covers(_ change: String, of personID: String) -> Bool {
        guard changeType.split(separator: ",").contains(Substring(change)) else { return false }
        let path = resource.lowercased().trimmingPrefix("/")
        return path == "users" || path == "users/\(personID)"
    }

    func isSame(as other: GraphSubscription) -> Bool {
        Set(changeType.split(separator: ",")) == Set(other.changeType.split(separator: ","))
            && resource.lowercased().trimmingPrefix("/") == other.resource.lowercased().trimmingPrefix("/")
    }

    static func expiry(_ value: AttributeValue?, at now: Date) throws(GraphError) -> Date {
        guard let text = value?.string, let date = Timestamp.date(text) else {
            throw .badRequest("'expirationDateTime' is required and a date.", code: "InvalidRequest")
        }
        guard date > now else {
            throw .badRequest("Subscription expiration must be in the future.", code: "InvalidRequest")
        }
        guard date <= now.addingTimeInterval(Double(longestMinutes) * 60) else {
            throw .badRequest(
                "Subscription expiration can only be \(longestMinutes) minutes in the future.", code: "InvalidRequest")
        }
        return date
    }

    /// The sandbox calls nobody beyond loopback, so that a mistyped address harms nobody.
    static func url(_ value: AttributeValue?, named name: String) throws(GraphError) -> URL? {
        guard let text = value?.string else { return nil }
        guard let url = URL(string: text), ["http", "https"].contains(url.scheme),
            ["127.0.0.1", "localhost", "[::1]", "::1"].contains(url.host() ?? "")
        else {
            throw .badRequest("'\(name)' must be an address of this machine: the sandbox calls no other.")
        }
        return url
    }

    private static func isUsers(_ resource: String) -> Bool {
        let path = resource.lowercased().trimmingPrefix("/")
        return path == "users" || (path.hasPrefix("users/") && path.dropFirst(6).contains { $0 != "/" })
    }

    /// - Parameter created: the answer to a creation shows the client state, every later one null.
    func json(created: Bool, applicationID: String) -> AttributeValue {
        .object([
            "id": .text(id), "resource": .text(created ? resource : "Users"), "changeType": .text(changeType),
            "applicationId": .text(applicationID),
            "clientState": created ? clientState.map(AttributeValue.text) ?? .null : .null,
            "notificationUrl": .text(notificationURL.absoluteString),
            "lifecycleNotificationUrl": lifecycleURL.map { .text($0.absoluteString) } ?? .null,
            "notificationUrlAppId": appID.map(AttributeValue.text) ?? .null,
            "expirationDateTime": .text(Timestamp.milliseconds(expires)),
            "creatorId": .text(applicationID), "latestSupportedTlsVersion": .text("v1_2"), "includeResourceData": .null,
        ])
    }
}
