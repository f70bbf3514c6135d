public import Domain

/// Which requests follow from a user's name: one for each pipeline of its connector.
public struct Fanout: Sendable {
    private let pipelines: [String: [String]]

    /// - Parameter pipelines: Those with mode `off` are left out.
    public init(_ pipelines: [Pipeline]) {
        self.pipelines = Dictionary(grouping: pipelines.filter { $0.mode != .off }, by: \.connector)
            .mapValues { $0.map(\.name) }
    }

    public func marks(for user: UserReference, cause: Cause, priority: Priority = .event) -> [Mark] {
        guard user.attribute == nil else { return [Mark(.resolution(of: user), cause: cause, priority: priority)] }
        return (pipelines[user.connector] ?? []).map {
            Mark(RequestKey(user, pipeline: $0), cause: cause, priority: priority)
        }
    }
}
