/// Why a user is looked at.
public struct Cause: Sendable, Hashable, Codable {
    public enum Kind: String, Sendable, Hashable, Codable { case notification, sweep, reconciliation, manual, undo }
    public let kind: Kind
    /// The delivery's id, the run's id, or who asked.
    public let id: String

    public init(_ kind: Kind, id: String) {
        self.kind = kind
        self.id = id
    }
}

/// What goes first: lower raw values.
public enum Priority: Int, Sendable, Hashable, Codable, CaseIterable {
    case event = 0, manual = 1, bulk = 2
}
