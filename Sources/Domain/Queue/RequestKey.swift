/// What one sync request is about: one user's pass through one pipeline.
public struct RequestKey: Sendable, Hashable, Codable {
    public let user: UserReference
    /// Empty while the user is named by an attribute and must be resolved to an id first.
    public let pipeline: String

    public init(_ user: UserReference, pipeline: String) {
        self.user = user
        self.pipeline = pipeline
    }

    /// The pass that finds out whom a name means, and marks that user.
    public static func resolution(of user: UserReference) -> RequestKey { RequestKey(user, pipeline: "") }
}
