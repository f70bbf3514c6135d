import Domain

/// Finds out whom a name means: a webhook may name users by mail or login.
struct NameResolution: Sendable {
    let directory: any Directory
    let fanout: Fanout

    /// - Returns: How the name's own request ends; the user that it means is marked in the same commit.
    func resolve(_ claim: Claim) async throws(PassFailure) -> PassRecord {
        let ids: [String]
        do {
            ids = try await directory.users(where: claim.key.user.attribute ?? "id", equals: claim.key.user.value)
        } catch {
            guard error.code == .notFound else { throw .directory(error) }
            ids = []
        }
        guard let id = ids.first else { return PassRecord(outcome: .noUser) }
        guard ids.count == 1 else { return PassRecord(outcome: .ambiguous) }
        let user = UserReference(connector: claim.key.user.connector, id: id)
        return PassRecord(marks: fanout.marks(for: user, cause: claim.cause, priority: claim.priority))
    }
}
