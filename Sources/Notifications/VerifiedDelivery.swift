public import Domain

/// What a request named once its sender was proved: only verifiers can make one.
public struct VerifiedDelivery: Sendable, Hashable {
    public let kind: DeliveryRecord.Kind
    /// Each once, in the order they came; `connector` is the IdP's.
    public let users: [UserReference]
    /// Sender's ids that must not take effect twice, prefixed so that those of two connectors never collide.
    public let replayIDs: [String]
    /// Items of the batch that did not verify, or that named a user in no usable way.
    public let rejected: Int
    public let lifecycleEvents: [LifecycleEvent]
    /// The subscriptions that sent verified items.
    public let subscriptions: Set<String>

    init(
        kind: DeliveryRecord.Kind = .notification, users: [UserReference], replayIDs: [String] = [], rejected: Int = 0,
        lifecycleEvents: [LifecycleEvent] = [], subscriptions: Set<String> = []
    ) {
        self.kind = kind
        self.users = users
        self.replayIDs = replayIDs
        self.rejected = rejected
        self.lifecycleEvents = lifecycleEvents
        self.subscriptions = subscriptions
    }
}

/// Word of an IdP about one of its subscriptions.
public struct LifecycleEvent: Sendable, Hashable {
    /// As sent: `reauthorizationRequired`, `subscriptionRemoved`, `missed`, or one that is not documented yet.
    public let name: String
    public let subscription: String

    init(name: String, subscription: String) {
        self.name = name
        self.subscription = subscription
    }
}
