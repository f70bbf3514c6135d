public import Foundation
public import Settings

/// What the configuration says about a connector of the type `okta`.
public struct OktaSettings: AdapterSettings, Hashable {
    /// The value of `type:`.
    public static let type = "okta"
    public static let schema = AdapterSchema(type: type) { reader, _ in OktaSettings(from: reader) }

    /// The org's address, without a slash at its end.
    public let orgURL: URL
    /// Of secrets, the first of the configured ones.
    public let signIn: OktaCredentials
    /// Whole values of the header `Authorization`: all that deliveries may bring, the first for the event hook; never
    /// empty.
    public let hookSecret: [Secret]
    public let subscriptions: SubscriptionsSettings
    public let requestsPerSecond: Int
    public let network: NetworkSettings
    /// The status of an accepted delivery.
    public let success: Int

    public var needsPublicURL: Bool { subscriptions.manage }

    public init(
        orgURL: URL, signIn: OktaCredentials, hookSecret: [Secret],
        subscriptions: SubscriptionsSettings = SubscriptionsSettings(), requestsPerSecond: Int = 10,
        network: NetworkSettings = NetworkSettings(), success: Int = 200
    ) {
        self.orgURL = orgURL
        self.signIn = signIn
        self.hookSecret = hookSecret
        self.subscriptions = subscriptions
        self.requestsPerSecond = requestsPerSecond
        self.network = network
        self.success = success
    }
}
