public import Domain

/// A pipeline with the connector and the target that it joins.
public struct Route: Sendable {
    public let pipeline: Pipeline
    public let directory: any Directory
    public let target: TargetHandle

    public init(pipeline: Pipeline, directory: any Directory, target: TargetHandle) {
        self.pipeline = pipeline
        self.directory = directory
        self.target = target
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
