public import Domain
public import Foundation

/// One value that was changed at a target, and why.
public struct HistoryResult: Codable, Sendable, Hashable {
    public let time: Date
    public let pipeline: String
    public let target: String
    public let targetUser: String
    public let attribute: String
    @OrNull public private(set) var old: String?
    @OrNull public private(set) var new: String?
    public let cause: Cause
    /// True: the process died between writing and recording, and the target now holds something else.
    public let uncertain: Bool
}

extension Operations {
    /// What was changed for one user, newest first.
    ///
    /// - Parameter user: The IdP's id, as marks name users; where nothing is on record under it, a login or mail
    ///   address that the IdP is asked for.
    public func history(of user: String, connector: String, limit: Int = 1000) async throws -> [HistoryResult] {
        let directory = try directory(connector)
        var entries = try await store.history(of: UserReference(connector: connector, id: user), limit: limit)
        if entries.isEmpty {
            let ids = try await directory.users(named: user)
            if ids.count == 1, ids[0] != user {
                entries = try await store.history(of: UserReference(connector: connector, id: ids[0]), limit: limit)
            }
        }
        return entries.map {
            HistoryResult(
                time: $0.time, pipeline: $0.pipeline, target: $0.target, targetUser: $0.targetUser,
                attribute: $0.attribute.name, old: $0.old, new: $0.new, cause: $0.cause, uncertain: $0.uncertain)
        }
    }
}
