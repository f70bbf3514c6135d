public import Domain

/// A pipeline with the connector and the target that it joins.
public struct Route: Sendable {
    public let pipeline: Pipeline
    public let directory: any ListableDirectory
    public let target: TargetHandle
    /// What a read has to bring: what the pipeline names, and what it maps of managers, read of everybody, so that a
    /// change of it is seen where it is made.
    let paths: Set<AttributePath>
    /// Whether what is written for somebody depends on the manager's profile.
    let mapsManagers: Bool

    public init(pipeline: Pipeline, directory: any ListableDirectory, target: TargetHandle) {
        self.pipeline = pipeline
        self.directory = directory
        self.target = target
        let named = pipeline.paths
        let managers = named.compactMap { directory.managerPath(of: $0) }
        paths = named.union(managers)
        mapsManagers = !managers.isEmpty || named.contains { $0.root == AttributePath.manager }
    }

    /// The same route, unable to write.
    public var simulated: Route {
        Route(pipeline: pipeline, directory: directory, target: .simulated(target.reader))
    }
}

/// What a pass holds of its target: a simulation holds one without writing verbs, so it cannot write.
public enum TargetHandle: Sendable {
    case live(any TargetWriter)
    case simulated(any TargetReader)

    public var reader: any TargetReader {
        switch self {
        case .live(let writer): writer
        case .simulated(let reader): reader
        }
    }
}
