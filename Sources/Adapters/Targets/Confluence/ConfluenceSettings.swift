public import Domain
public import Settings

/// What the configuration says about a target of the type `confluence`.
public struct ConfluenceSettings: TargetSettings, Hashable {
    /// The value of `type:`.
    public static let type = "confluence"
    public static let schema = AdapterSchema(type: type) { reader, _ in
        TargetConnectionSettings(from: reader, listGroup: "confluence-users").map(ConfluenceSettings.init)
    }

    public let connection: TargetConnectionSettings

    public init(_ connection: TargetConnectionSettings) { self.connection = connection }

    public func objection(toMapping attribute: TargetAttribute) -> String? {
        ProfileFields.objection(toName: attribute)
    }
}
