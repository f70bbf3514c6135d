public import Domain

/// What `sync user` found and did, pipeline by pipeline, attribute by attribute.
public struct SyncUserResult: Codable, Sendable, Hashable {
    public struct Attribute: Codable, Sendable, Hashable {
        public let target: String
        public let source: String
        @OrNull public private(set) var wanted: String?
        @OrNull public private(set) var current: String?
        public let action: String
        @OrNull public private(set) var error: String?
    }

    public struct Pipeline: Codable, Sendable, Hashable {
        public let pipeline: String
        public let outcome: String
        @OrNull public private(set) var targetUser: String?
        public let attributes: [Attribute]
        /// Why, in words, where the outcome needs it.
        @OrNull public private(set) var reason: String?
    }

    public let connector: String
    public let user: String
    public let simulated: Bool
    public let pipelines: [Pipeline]

    /// `failed` when every pipeline failed, `partly` when one did or an attribute had an error.
    public var exitStatus: ExitStatus {
        let failed = pipelines.filter { $0.outcome == Outcome.failed.rawValue }
        if !pipelines.isEmpty, failed.count == pipelines.count { return .failed }
        let hasErrors = pipelines.contains { $0.attributes.contains { $0.error != nil } }
        return failed.isEmpty && !hasErrors ? .done : .partly
    }
}

extension SyncUserResult.Pipeline {
    init(_ name: String, _ report: PassReport) {
        pipeline = name
        outcome = report.outcome.rawValue
        targetUser = report.targetUser?.name
        reason = report.reason
        attributes = report.attributes.map {
            SyncUserResult.Attribute(
                target: $0.target.name, source: $0.source, wanted: $0.wanted, current: $0.current,
                action: $0.action.rawValue, error: $0.error)
        }
    }
}
