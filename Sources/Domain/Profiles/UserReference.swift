/// Names one user of one connector, the way a notification named it.
public struct UserReference: Hashable, Sendable, Codable {
    /// The IdP connector's name in the configuration; never a webhook's.
    public let connector: String
    /// The attribute that `value` is a value of; nil when `value` is the IdP's own id.
    public let attribute: String?
    public let value: String

    public init(connector: String, id: String) {
        self.init(connector: connector, attribute: nil, value: id)
    }

    public init(connector: String, attribute: String?, value: String) {
        self.connector = connector
        self.attribute = attribute
        self.value = value
    }
}

extension UserReference: Comparable {
    public static func < (left: Self, right: Self) -> Bool {
        (left.connector, left.attribute ?? "", left.value) < (right.connector, right.attribute ?? "", right.value)
    }
}
