import Domain

/// A row of `pass` as it is stored: JSON, NULL where there is none yet.
struct StoredPass: Sendable {
    private struct Value: Codable {
        let target: TargetAttribute
        let value: String?
    }

    let link: String?
    let record: String?

    init(link: String?, record: String?) {
        self.link = link
        self.record = record
    }

    init(_ link: TargetUser?, _ values: [TargetAttribute: String?]?) throws {
        self.link = try link.map(StoredJSON.text)
        record = try values.map { values in
            let sorted = values.sorted { ($0.key.kind.rawValue, $0.key.name) < ($1.key.kind.rawValue, $1.key.name) }
            return try StoredJSON.text(sorted.map { Value(target: $0.key, value: $0.value) })
        }
    }

    func targetUser() throws -> TargetUser? { try link.map(StoredJSON.value) }

    func values() throws -> [TargetAttribute: String?]? {
        guard let record else { return nil }
        let values: [Value] = try StoredJSON.value(record)
        return Dictionary(values.map { ($0.target, $0.value) }, uniquingKeysWith: { $1 })
    }
}
