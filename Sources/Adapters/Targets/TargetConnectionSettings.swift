public import Foundation
public import Settings

/// What the configuration says about a target whatever its product: where it is, and how it is reached and asked.
public struct TargetConnectionSettings: Sendable, Hashable {
    /// With the context path, if there is one; no slash at its end.
    public let baseURL: URL
    /// How profiles are read and written.
    public let method: TargetMethod
    /// Whose members count as everybody where the version has no listing of all users.
    public let listGroup: String
    public let requestsPerSecond: Int
    public let network: NetworkSettings

    public init(
        baseURL: URL, method: TargetMethod, listGroup: String, requestsPerSecond: Int = 20,
        network: NetworkSettings = NetworkSettings()
    ) {
        self.baseURL = baseURL
        self.method = method
        self.listGroup = listGroup
        self.requestsPerSecond = requestsPerSecond
        self.network = network
    }

    /// nil when something is wrong, which the reader has recorded then.
    /// - Parameter listGroup: The product's own, unless the configuration says otherwise.
    init?(from reader: SettingsReader, listGroup: String) {
        let baseURL = reader.url("baseURL")
        let listGroup = reader.text("listGroup", default: listGroup)
        let rate = reader.integer("requestsPerSecond", default: 20, in: 1...1000)
        let network = reader.network()
        let method = reader.targetMethod()
        guard let baseURL, let method, let listGroup, let rate, let network else { return nil }
        self.init(
            baseURL: baseURL, method: method, listGroup: listGroup, requestsPerSecond: rate, network: network)
    }
}

extension WritableTargetSettings {
    public var requestsPerSecond: Int { connection.requestsPerSecond }
    public var network: NetworkSettings { connection.network }
    public var credentials: [String] { connection.method.credentials(at: connection.baseURL) }
}
