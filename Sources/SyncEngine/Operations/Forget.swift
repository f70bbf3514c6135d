import Domain

/// Of whom nothing is stored any more.
public struct ForgetResult: Codable, Sendable, Hashable {
    public let connector: String
    /// As the command named it.
    public let user: String
    /// The id that was forgotten.
    public let id: String
}

extension Operations {
    /// How long a user is waited for whose sync is under way.
    private static let busyLimit = Duration.seconds(120)
    private static let busyLook = Duration.milliseconds(500)

    /// Erases what is stored about a user; a new notification or a reconciliation starts afresh.
    ///
    /// - Parameter user: The IdP's id; where nothing is stored under it, a login or mail address that the IdP is asked for.
    /// - Throws: `OperationError` for a connector that is not there, `OperationFailure`, `DirectoryError`, `StoreError`.
    public func forget(_ user: String, connector: String) async throws -> ForgetResult {
        let directory = try directory(connector)
        var id = user
        if try await !isKnown(UserReference(connector: connector, id: user)) {
            let found = try await directory.users(named: user)
            guard found.count < 2 else { throw OperationFailure("several users are named '\(user)': give the id") }
            id = found.first ?? user
        }
        let reference = UserReference(connector: connector, id: id)
        var waited = Duration.zero
        while case .busy = try await store.forget(reference, at: time.now) {
            guard waited < Self.busyLimit else {
                throw OperationFailure("a sync of this user has been running for two minutes: try again")
            }
            try await time.sleep(for: Self.busyLook)
            waited += Self.busyLook
        }
        return ForgetResult(connector: connector, user: user, id: id)
    }

    private func isKnown(_ user: UserReference) async throws(StoreError) -> Bool {
        let keys = routes.filter { $0.pipeline.connector == user.connector }
            .map { RequestKey(user, pipeline: $0.pipeline.name) }
        if try await !store.known(keys, at: time.now).isEmpty { return true }
        return try await !store.history(of: user, limit: 1).isEmpty
    }
}
