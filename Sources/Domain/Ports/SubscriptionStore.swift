public import Foundation

/// Our own record of what an IdP was told to call.
public protocol SubscriptionStore: Sendable {
    func subscriptions() async throws(StoreError) -> [SubscriptionRecord]
    /// Puts `record` in place of any of the same connector, kind and id.
    func save(_ record: SubscriptionRecord) async throws(StoreError)
    func removeSubscription(connector: String, kind: String, id: String) async throws(StoreError)
    /// When each connector's last delivery of notifications came, as far as retention keeps deliveries.
    func lastNotifications() async throws(StoreError) -> [String: Date]
}

/// One subscription, channel or event hook.
public struct SubscriptionRecord: Sendable, Hashable {
    public enum State: String, Sendable, Hashable {
        /// Asked for; the id is ours until the IdP's answer brings its own.
        case pending
        case active
        /// Another one is in its place; what it still sends is taken.
        case replaced
        case removed
    }
    public let connector: String
    /// `subscription` (Graph), `eventHook` (Okta), `channel` (Google).
    public let kind: String
    public let id: String
    public let state: State
    public let expires: Date?
    public let notificationURL: String
    /// A digest of the secret it was made with, to tell whether a record is of the present secret.
    public let secretDigest: String
    /// What the IdP calls that which it watches (Google's `resourceId`), where it names it and once it did.
    public let resource: String?
    /// When it is to be renewed or replaced, where that follows from its life.
    public let renewAt: Date?

    public init(
        connector: String, kind: String, id: String, state: State, expires: Date?, notificationURL: String,
        secretDigest: String, resource: String? = nil, renewAt: Date? = nil
    ) {
        self.connector = connector
        self.kind = kind
        self.id = id
        self.state = state
        self.expires = expires
        self.notificationURL = notificationURL
        self.secretDigest = secretDigest
        self.resource = resource
        self.renewAt = renewAt
    }
}
