import Domain
import Foundation

/// One event hook as Okta keeps it (contracts/okta.md, Event hooks: registering).
struct OktaEventHook: Sendable {
    struct Channel: Sendable, Hashable {
        let url: URL
        let headers: [String: String]
        /// The header that proves the sender, and its whole value.
        let key: String
        let value: String
    }
    let id: String
    let created: Date
    /// `http://127.0.0.1:9103/api/v1`: what the source of deliveries begins with.
    let origin: String
    var name: String
    var items: [String]
    var channel: Channel
    var isActive = true
    var isVerified = false

    /// What hooks are offered; the System Log knows more.
    static let offered: Set = [
        "user.account.update_profile", "user.lifecycle.create", "user.lifecycle.activate", "user.lifecycle.deactivate",
        "user.lifecycle.reactivate", "user.lifecycle.suspend", "user.lifecycle.unsuspend",
        "user.lifecycle.delete.initiated", "group.user_membership.add", "group.user_membership.remove",
        "user.account.lock", "user.account.unlock", "user.session.start",
    ]
    private static let mostItems = 300

    init(_ body: AttributeValue, origin: String, at time: Date) throws(OktaError) {
        let letters = UUID().uuidString.replacing("-", with: "").lowercased()
        id = "who\(letters.prefix(17))"
        created = time
        self.origin = origin
        (name, items, channel) = try Self.parts(of: body)
    }

    /// Takes over another description; a changed channel must be verified again.
    mutating func replace(by body: AttributeValue) throws(OktaError) {
        let before = channel
        (name, items, channel) = try Self.parts(of: body)
        if channel != before { isVerified = false }
    }

    var delivers: Bool { isActive && isVerified }

    private static func parts(
        of body: AttributeValue
    ) throws(OktaError) -> (name: String, items: [String], channel: Channel) {
        guard let name = body["name"]?.string, (1...255).contains(name.count) else {
            throw .validation("name: The field cannot be left blank")
        }
        guard body["events"]?["type"]?.string == "EVENT_TYPE", case .list(let elements)? = body["events"]?["items"],
            !elements.isEmpty, elements.count <= mostItems
        else { throw .validation("events: type must be EVENT_TYPE, with 1 to \(mostItems) items") }
        var items: [String] = []
        for element in elements {
            guard let item = element.string, offered.contains(item) else {
                throw .validation("events.items: '\(element.text ?? "")' is not eligible for event hooks")
            }
            items.append(item)
        }
        guard body["channel"]?["type"]?.string == "HTTP", body["channel"]?["version"]?.string == "1.0.0",
            let config = body["channel"]?["config"]
        else { throw .validation("channel: must be HTTP in version 1.0.0, with a config") }
        return (name, items, try channel(config))
    }

    /// Okta takes https addresses alone; the sandbox calls nobody beyond this machine, and that without TLS, too.
    private static func channel(_ config: AttributeValue) throws(OktaError) -> Channel {
        guard let url = config["uri"]?.string.flatMap({ URL(string: $0) }), ["http", "https"].contains(url.scheme),
            ["127.0.0.1", "localhost", "[::1]", "::1"].contains(url.host() ?? "")
        else { throw .validation("channel.config.uri: the sandbox calls only addresses of this machine") }
        guard config["authScheme"]?["type"]?.string == "HEADER", let key = config["authScheme"]?["key"]?.string,
            !key.isEmpty, let value = config["authScheme"]?["value"]?.string, !value.isEmpty
        else { throw .validation("channel.config.authScheme: type must be HEADER, with key and value") }
        var headers: [String: String] = [:]
        if case .list(let elements)? = config["headers"] {
            for element in elements {
                guard let name = element["key"]?.string, let text = element["value"]?.string else {
                    throw .validation("channel.config.headers: each has a key and a value")
                }
                headers[name] = text
            }
        }
        return Channel(url: url, headers: headers, key: key, value: value)
    }

    /// The secret is never shown, and the header's name comes back in lower case.
    var json: AttributeValue {
        .object([
            "id": .text(id), "name": .text(name), "created": .text(Timestamp.milliseconds(created)),
            "createdBy": .text("00uSandboxAdmin00000"), "lastUpdated": .text(Timestamp.milliseconds(created)),
            "status": .text(isActive ? "ACTIVE" : "INACTIVE"),
            "verificationStatus": .text(isVerified ? "VERIFIED" : "UNVERIFIED"),
            "events": .object([
                "type": .text("EVENT_TYPE"), "items": .list(items.map(AttributeValue.text)), "filter": .null,
            ]),
            "channel": .object([
                "type": .text("HTTP"), "version": .text("1.0.0"),
                "config": .object([
                    "uri": .text(channel.url.absoluteString),
                    "headers": .list(
                        channel.headers.sorted { $0.key < $1.key }
                            .map { .object(["key": .text($0.key.lowercased()), "value": .text($0.value)]) }),
                    "method": .text("POST"),
                    "authScheme": .object(["type": .text("HEADER"), "key": .text(channel.key.lowercased())]),
                ]),
            ]),
        ])
    }
}
