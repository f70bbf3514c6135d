public import Domain
public import Settings

/// A connector or target that is reached by HTTP: by its own client, way and rate.
public protocol OutsideSettings: AdapterSettings {
    var network: NetworkSettings { get }
    /// Of all requests; 1 to 1000.
    var requestsPerSecond: Int { get }
    /// What it signs in with: as long as a digest of these texts is the same, refused credentials stay refused.
    var credentials: [String] { get }
}

/// An identity provider of the configuration: all that composition needs to know of it.
public protocol DirectorySettings: OutsideSettings {
    /// How the IdP is told to call us, and how often we ask whether it still will.
    var subscriptions: SubscriptionsSettings { get }
    /// The status that answers an accepted delivery.
    var success: Int { get }

    /// - Parameter transport: Limited in rate and observed already.
    func connect(name: String, transport: any HTTPTransport, time: any TimeSource) throws -> ConnectedDirectory
}

/// An identity provider, ready to be read.
public struct ConnectedDirectory: Sendable {
    public let directory: any ListableDirectory
    /// nil: it cannot be told to call us.
    public let subscriber: (any Subscriber)?

    public init(_ directory: any ListableDirectory, subscriber: (any Subscriber)? = nil) {
        self.directory = directory
        self.subscriber = subscriber
    }
}

/// A target of the configuration: all that composition needs to know of it.
public protocol WritableTargetSettings: OutsideSettings, TargetSettings {
    var connection: TargetConnectionSettings { get }

    /// - Parameters:
    ///   - transport: Limited in rate and observed already.
    ///   - index: For a target whose accounts must be listed before they can be found by mail address.
    func connect(
        name: String, transport: any HTTPTransport, index: any AccountIndexStore, time: any TimeSource
    ) throws -> ConnectedTarget
}

/// A target, ready to be read and written.
public struct ConnectedTarget: Sendable {
    public let target: any TargetWriter
    /// nil: its accounts are found by mail address without being listed.
    public let lister: (any AccountLister)?

    public init(_ target: any TargetWriter, lister: (any AccountLister)? = nil) {
        self.target = target
        self.lister = lister
    }
}
