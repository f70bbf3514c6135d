public import Foundation
public import Settings

/// What the configuration says about a connector of the type `google`.
public struct GoogleSettings: AdapterSettings, Hashable {
    /// The value of `type:`.
    public static let type = "google"
    public static let schema = AdapterSchema(type: type) { reader, _ in GoogleSettings(from: reader) }

    /// Whose users they are: `my_customer` for the delegated administrator's own.
    public let customer: String
    /// The first of the configured ones: the one to sign in with.
    public let serviceAccountKey: ServiceAccountKey
    /// `token_uri` of the key as an address.
    public let tokenURL: URL
    /// The administrator on whose behalf the service account reads.
    public let delegatedAdmin: String
    public let apiURL: URL
    /// What channels' own tokens are derived from: all that messages may bring, the first for new channels; never empty.
    public let channelToken: [Secret]
    public let subscriptions: SubscriptionsSettings
    public let requestsPerSecond: Int
    public let network: NetworkSettings
    /// The status of an accepted message.
    public let success: Int

    public var needsPublicURL: Bool { subscriptions.manage }

    public init(
        customer: String = "my_customer", serviceAccountKey: ServiceAccountKey, tokenURL: URL, delegatedAdmin: String,
        apiURL: URL, channelToken: [Secret], subscriptions: SubscriptionsSettings = SubscriptionsSettings(),
        requestsPerSecond: Int = 20, network: NetworkSettings = NetworkSettings(), success: Int = 200
    ) {
        self.customer = customer
        self.serviceAccountKey = serviceAccountKey
        self.tokenURL = tokenURL
        self.delegatedAdmin = delegatedAdmin
        self.apiURL = apiURL
        self.channelToken = channelToken
        self.subscriptions = subscriptions
        self.requestsPerSecond = requestsPerSecond
        self.network = network
        self.success = success
    }
}
