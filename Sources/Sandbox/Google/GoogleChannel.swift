import Domain
import Foundation

/// One push channel as Google keeps it (contracts/google.md, Push channels).
struct GoogleChannel: Sendable {
    static let events = ["add", "delete", "makeAdmin", "undelete", "update"]

    let id: String
    let token: String?
    let url: URL
    /// nil covers nothing: whether a channel without an event covers all is not known.
    let event: String?
    let resourceID: String
    let resourceURL: String
    let expires: Date
    /// Of the last message; they grow, and not by one.
    var number = 1

    init(
        _ body: AttributeValue, event: String?, origin: String, longestLife: Duration, at now: Date
    ) throws(GoogleError) {
        guard let id = body["id"]?.string, (1...64).contains(id.utf16.count) else {
            throw .invalid("channel id", reason: "required")
        }
        guard body["type"]?.string == "web_hook" else { throw .invalid("channel type must be web_hook") }
        // Google takes https addresses alone; the sandbox calls nobody beyond this machine, and that without TLS, too.
        guard let url = body["address"]?.string.flatMap({ URL(string: $0) }), ["http", "https"].contains(url.scheme),
            ["127.0.0.1", "localhost", "[::1]", "::1"].contains(url.host() ?? "")
        else {
            throw GoogleError(
                400, "push.webhookUrlUnauthorized", "WebHook callback: the sandbox calls only this machine")
        }
        if let token = body["token"]?.string, token.utf16.count > 256 { throw .invalid("channel token is too long") }
        if let event, !Self.events.contains(event) { throw .invalid("event") }
        self.id = id
        self.url = url
        self.event = event
        token = body["token"]?.string
        resourceID = "rs\(UUID().uuidString.replacing("-", with: "").prefix(24))"
        resourceURL =
            "\(origin)/admin/directory/v1/users?alt=json&customer=my_customer"
            + (event.map { "&event=\($0)" } ?? "")
        let wish = body["params"]?["ttl"]?.text.flatMap { Double($0) } ?? .infinity
        expires = now.addingTimeInterval(min(wish, Double(longestLife.components.seconds)))
    }

    var milliseconds: String { String(Int64(expires.timeIntervalSince1970 * 1000)) }

    var json: AttributeValue {
        var members: [String: AttributeValue] = [
            "kind": .text("api#channel"), "id": .text(id), "resourceId": .text(resourceID),
            "resourceUri": .text(resourceURL), "expiration": .text(milliseconds),
        ]
        members["token"] = token.map(AttributeValue.text)
        return .object(members)
    }

    /// - Parameter state: `sync` or the event.
    func headers(state: String, number: Int) -> [(name: String, value: String)] {
        var headers = [
            ("X-Goog-Channel-ID", id), ("X-Goog-Channel-Expiration", HTTPDate.text(expires)),
            ("X-Goog-Resource-ID", resourceID), ("X-Goog-Resource-URI", resourceURL),
            ("X-Goog-Resource-State", state), ("X-Goog-Message-Number", String(number)),
        ]
        if let token { headers.append(("X-Goog-Channel-Token", token)) }
        return headers
    }
}
