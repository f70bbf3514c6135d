import Foundation

/// The members of a notification that matter; Graph may send any others, and leave out all but `subscriptionId`,
/// `clientState` and `resource`.
struct EntraItem: Decodable {
    let subscriptionId: String?
    let clientState: String?
    let tenantId: String?
    let organizationId: String?
    let resource: String?
    let resourceData: Lenient<EntraResourceData>?
    let lifecycleEvent: String?

    /// The user's id; nil when no usable one is there.
    var user: String? {
        if let id = resourceData?.value?.id, NamedText.isUsable(id) { return id }
        let segments = (resource ?? "").split(separator: "/", omittingEmptySubsequences: true)
        guard let last = segments.last, segments.count > 1 || last.lowercased() != "users" else { return nil }
        guard let id = last.removingPercentEncoding, NamedText.isUsable(id) else { return nil }
        return id
    }
}

struct EntraResourceData: Decodable {
    let id: String?
}

/// The envelope of a batch.
struct EntraEnvelope: Decodable {
    let items: [EntraItem]
    /// Items that are no objects, or whose members have types that Graph never sends.
    let unreadable: Int

    /// So many unreadable items can stand beside readable ones; more make the whole body malformed.
    static let mostUnreadable = 100

    private enum CodingKeys: CodingKey { case value }

    init(from decoder: any Decoder) throws {
        var values = try decoder.container(keyedBy: CodingKeys.self).nestedUnkeyedContainer(forKey: .value)
        var items: [EntraItem] = [], unreadable = 0
        items.reserveCapacity(min(values.count ?? 0, 4096))
        while !values.isAtEnd {
            if let item = try values.decode(Lenient<EntraItem>.self).value {
                items.append(item)
            } else {
                unreadable += 1
                guard unreadable <= Self.mostUnreadable else {
                    throw DecodingError.dataCorruptedError(in: values, debugDescription: "too many unreadable items")
                }
            }
        }
        if items.isEmpty, unreadable > 0 {
            throw DecodingError.dataCorruptedError(in: values, debugDescription: "no readable item")
        }
        self.items = items
        self.unreadable = unreadable
    }

    static func decode(_ body: Data) throws(Refusal) -> EntraEnvelope {
        try JSONBody.decode(EntraEnvelope.self, from: body)
    }
}

/// A value that may have a type nobody expected without spoiling what stands beside it.
struct Lenient<Value: Decodable>: Decodable {
    let value: Value?

    init(from decoder: any Decoder) throws { value = try? Value(from: decoder) }
}
