public import Domain
public import Foundation
public import Settings

/// What the configuration says about a target of the type `confluence`.
public struct ConfluenceSettings: TargetSettings, Hashable {
    /// The value of `type:`.
    public static let type = "confluence"
    public static let schema = AdapterSchema(type: type) { reader, _ in ConfluenceSettings(from: reader) }

    /// With the context path, if there is one; no slash at its end.
    public let baseURL: URL
    /// How profile fields are read and written.
    public let method: TargetMethod
    /// Whose members count as everybody where the version has no listing of all users.
    public let listGroup: String
    public let requestsPerSecond: Int
    public let network: NetworkSettings

    public init(
        baseURL: URL, method: TargetMethod, listGroup: String = "confluence-users", requestsPerSecond: Int = 20,
        network: NetworkSettings = NetworkSettings()
    ) {
        self.baseURL = baseURL
        self.method = method
        self.listGroup = listGroup
        self.requestsPerSecond = requestsPerSecond
        self.network = network
    }

    /// nil when something is wrong, which the reader has recorded then.
    init?(from reader: SettingsReader) {
        let baseURL = reader.url("baseURL")
        let listGroup = reader.text("listGroup", default: "confluence-users")
        let rate = reader.integer("requestsPerSecond", default: 20, in: 1...1000)
        let network = reader.network()
        let method = reader.targetMethod()
        guard let baseURL, let method, let listGroup, let rate, let network else { return nil }
        self.init(
            baseURL: baseURL, method: method, listGroup: listGroup, requestsPerSecond: rate, network: network)
    }

    public func objection(toMapping attribute: TargetAttribute) -> String? {
        ProfileFields.objection(toName: attribute)
    }
}
