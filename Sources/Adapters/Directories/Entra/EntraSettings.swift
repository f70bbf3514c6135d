public import Foundation
public import Settings

/// What the configuration says about a connector of the type `entra`.
public struct EntraSettings: AdapterSettings, Hashable {
    /// The value of `type:`.
    public static let type = "entra"
    public static let schema = AdapterSchema(type: type) { reader, _ in EntraSettings(from: reader) }

    /// What becomes of Graph's signed tokens in notifications.
    public enum ValidationTokens: String, Sendable, Hashable, CaseIterable { case whenPresent, required }

    public let tenantID: String
    public let clientID: String
    /// Of several secrets the first: the one to sign in with.
    public let credential: EntraCredential
    public let graphURL: URL
    public let authorityURL: URL
    /// All that notifications may bring, the first for new subscriptions; never empty.
    public let clientState: [Secret]
    public let subscriptions: SubscriptionsSettings
    public let validationTokens: ValidationTokens
    public let requestsPerSecond: Int
    public let network: NetworkSettings
    /// The status of an accepted delivery.
    public let success: Int

    public var needsPublicURL: Bool { subscriptions.manage }

    public init(
        tenantID: String, clientID: String, credential: EntraCredential,
        graphURL: URL, authorityURL: URL, clientState: [Secret],
        subscriptions: SubscriptionsSettings = SubscriptionsSettings(),
        validationTokens: ValidationTokens = .whenPresent, requestsPerSecond: Int = 20,
        network: NetworkSettings = NetworkSettings(), success: Int = 202
    ) {
        self.tenantID = tenantID
        self.clientID = clientID
        self.credential = credential
        self.graphURL = graphURL
        self.authorityURL = authorityURL
        self.clientState = clientState
        self.subscriptions = subscriptions
        self.validationTokens = validationTokens
        self.requestsPerSecond = requestsPerSecond
        self.network = network
        self.success = success
    }
}
