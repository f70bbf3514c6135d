import Testing

/// A request as text.
func request(
    _ method: String = "POST", _ target: String, _ headers: [String] = [], body: String? = nil, length: Int? = nil
) -> String {
    var lines = ["\(method) \(target) HTTP/1.1", "Host: hooks.example.com"] + headers
    if let body { lines.append("Content-Length: \(length ?? body.utf8.count)") }
    return lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? "")
}

/// What HR sends about a user.
func feed(_ user: String = "u1", secret: String = HooksFixture.feedSecret, headers: [String] = []) -> String {
    let body = "{\"user\":{\"id\":\"\(user)\"}}"
    return request(
        "POST", "/hooks/hr", ["Authorization: \(secret)", "Content-Type: application/json"] + headers, body: body)
}

/// What Graph sends about users, or of a lifecycle event.
func batch(
    _ users: [String], clientState: String = HooksFixture.clientState, subscription: String = "s1", event: String? = nil
) -> String {
    let items = users.map { user in
        var members = [
            "\"subscriptionId\":\"\(subscription)\"", "\"clientState\":\"\(clientState)\"",
            "\"resource\":\"Users/\(user)\"", "\"tenantId\":\"\(HooksFixture.tenant)\"",
        ]
        if let event { members.append("\"lifecycleEvent\":\"\(event)\"") }
        return "{" + members.joined(separator: ",") + "}"
    }
    return "{\"value\":[" + items.joined(separator: ",") + "]}"
}

func graph(_ body: String, target: String = "/hooks/entra", type: String = "application/json") -> String {
    request("POST", target, ["Content-Type: \(type)"], body: body)
}

/// A request with a name, for arguments of tests.
struct Sample: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    var testDescription: String { name }

    init(_ name: String, _ text: String) {
        self.name = name
        self.text = text
    }
}
