public import Domain

/// How one kind of connector or target reads its part of the configuration.
public struct AdapterSchema: Sendable {
    /// The value of `type:`.
    public let type: String
    /// Reads the mapping under the adapter's name; nil when it recorded a problem.
    ///
    /// `type` and `plainHTTP` are read already, and unknown keys are reported afterwards: ask for every key that is
    /// valid before giving up, or `declare` it.
    public let read: @Sendable (_ reader: inout SettingsReader, _ name: String) -> (any AdapterSettings)?

    public init(
        type: String,
        read: @escaping @Sendable (_ reader: inout SettingsReader, _ name: String) -> (any AdapterSettings)?
    ) {
        self.type = type
        self.read = read
    }
}

/// What one connector or target was configured to do.
public protocol AdapterSettings: Sendable {
    /// Whether the IdP is told by us what to call, so that `hooks.publicURL` must be there.
    var needsPublicURL: Bool { get }
}

extension AdapterSettings {
    public var needsPublicURL: Bool { false }
}

/// What a target was configured to do, and what can be mapped to it.
public protocol TargetSettings: AdapterSettings {
    /// Why the target's method cannot write `attribute`, in words, or nil if it can.
    func objection(toMapping attribute: TargetAttribute) -> String?
}

/// A connector or target under its name.
public struct Named: Sendable {
    public let name: String
    /// The value of `type:`.
    public let type: String
    public let settings: any AdapterSettings
    /// Where its name stands in the file, from 1.
    public let line: Int

    public init(name: String, type: String, settings: any AdapterSettings, line: Int) {
        self.name = name
        self.type = type
        self.settings = settings
        self.line = line
    }
}
