import Domain
import Foundation

/// What the headers of a channel's message say; what is missing or repeated is empty here.
struct GoogleMessage {
    let channel: String
    let token: String
    let resource: String
    private let state: String
    private let number: String

    init(_ request: HookRequest) {
        // Google sends blanks around values.
        func value(_ name: String) -> String {
            (request.onlyValue(of: "x-goog-" + name) ?? "").trimmingCharacters(in: .whitespaces)
        }
        channel = value("channel-id")
        token = value("channel-token")
        resource = value("resource-id")
        state = value("resource-state")
        number = value("message-number")
    }

    /// The first message of a channel, perhaps before we know that it was made: about nobody.
    var isSync: Bool { state.lowercased() == "sync" }

    /// Names this message; nil where it has no number.
    var replayID: String? {
        guard !number.isEmpty, number.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return "\(channel)/\(number)"
    }

    /// The user's id. It is a text, too big for most numbers; a number is taken digit by digit, as it was written.
    static func user(in body: Data) throws(Refusal) -> String {
        guard case .object(let members)? = try? AttributeValue(json: body) else {
            throw Refusal(.malformed, "the body is no JSON object")
        }
        let id: String
        switch members["id"] {
        case .text(let text)?: id = text
        case .number(let digits)? where digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }): id = digits
        default: throw Refusal(.malformed, "the body names no user")
        }
        guard NamedText.isUsable(id) else { throw Refusal(.malformed, "the user's id cannot be one") }
        return id
    }
}
