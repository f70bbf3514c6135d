import Domain

/// What `sync user` found and did, pipeline by pipeline, attribute by attribute.
public struct SyncUserResult: Codable, Sendable, Hashable {
    public struct Attribute: Codable, Sendable, Hashable {
        public let target: String
        public let source: String
        public let wanted: String?
        public let current: String?
        public let action: String
        public let error: String?

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(target, forKey: .target)
            try container.encode(source, forKey: .source)
            try container.encode(wanted, forKey: .wanted)
            try container.encode(current, forKey: .current)
            try container.encode(action, forKey: .action)
            try container.encode(error, forKey: .error)
        }
    }

    public struct Pipeline: Codable, Sendable, Hashable {
        public let pipeline: String
        public let outcome: String
        public let targetUser: String?
        public let attributes: [Attribute]
        /// Why, in words, where the outcome needs it.
        public let reason: String?

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(pipeline, forKey: .pipeline)
            try container.encode(outcome, forKey: .outcome)
            try container.encode(targetUser, forKey: .targetUser)
            try container.encode(attributes, forKey: .attributes)
            try container.encode(reason, forKey: .reason)
        }
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
