import Foundation

/// A POST of an event hook, as far as it matters; Okta may send any other members, and null for many of them.
struct OktaDelivery: Decodable {
    let eventId: String?
    /// `https://{org}/api/v1/eventHooks/{hook id}`
    let source: String?
    let events: [OktaEvent]
    /// Events that are no objects.
    let unreadable: Int

    private enum CodingKeys: CodingKey { case eventId, source, data }
    private enum DataKeys: CodingKey { case events }

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        eventId = try? members.decodeIfPresent(String.self, forKey: .eventId)
        source = try? members.decodeIfPresent(String.self, forKey: .source)
        let data = try members.nestedContainer(keyedBy: DataKeys.self, forKey: .data)
        let items = try data.decode([Lenient<OktaEvent>].self, forKey: .events)
        events = items.compactMap(\.value)
        unreadable = items.count - events.count
        if events.isEmpty, unreadable > 0 {
            throw DecodingError.dataCorruptedError(forKey: .events, in: data, debugDescription: "no readable event")
        }
    }

    /// The event hook that sent it, as `source` names it.
    var hook: String? {
        guard let last = source?.split(separator: "/").last.map(String.init), NamedText.isUsable(last) else {
            return nil
        }
        return last
    }
}

/// An event of the System Log.
struct OktaEvent: Decodable {
    /// The ids of the users that it is about.
    let users: [String]
    /// Targets that cannot be read, or are users without a usable id.
    let unreadable: Int

    private enum CodingKeys: CodingKey { case target }

    /// `target` is null or absent in events that concern nothing; the actor is never whom an event is about.
    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        guard members.contains(.target), try !members.decodeNil(forKey: .target) else {
            (users, unreadable) = ([], 0)
            return
        }
        guard let targets = try? members.decode([Lenient<OktaTarget>].self, forKey: .target) else {
            (users, unreadable) = ([], 1)
            return
        }
        let readable = targets.compactMap(\.value)
        let named = readable.filter { $0.type == "User" }
        users = named.compactMap(\.id).filter(NamedText.isUsable)
        unreadable = targets.count - readable.count + named.count - users.count
    }
}

/// What an event is about: a user, or an app, a group, a policy that stands beside it.
struct OktaTarget: Decodable {
    let type: String?
    let id: String?

    private enum CodingKeys: CodingKey { case type, id }

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        type = try? members.decodeIfPresent(String.self, forKey: .type)
        id = try? members.decodeIfPresent(String.self, forKey: .id)
    }
}
