import Domain

/// The people of one identity provider: what can be looked at and done behind its back.
protocol SandboxDirectory: Sendable {
    /// By id, login or mail, as they are after all edits; nil: nobody, or deleted.
    func current(_ name: String) async -> Person?
    /// Up to `limit` people from that number on, and the number to go on with.
    func current(from number: Int, limit: Int) async -> (people: [Person], next: Int?)
    func change(_ name: String, _ changes: [String: AttributeValue]) async throws(SandboxError) -> PersonChange
    func remove(_ name: String) async throws(SandboxError) -> PersonChange
    func setReplicationDelay(_ delay: Duration) async
}

extension CompanyDirectory: SandboxDirectory {
    func current(_ name: String) -> Person? { person(name) }

    func current(from number: Int, limit: Int) -> (people: [Person], next: Int?) {
        page(from: number, limit: limit, in: .current)
    }

    func change(_ name: String, _ changes: [String: AttributeValue]) throws(SandboxError) -> PersonChange {
        let before = person(name)
        let (after, changed) = try edit(name, changes)
        return PersonChange(kind: .updated, person: after, before: before, changed: changed)
    }

    func remove(_ name: String) throws(SandboxError) -> PersonChange {
        let person = try delete(name)
        return PersonChange(kind: .deleted, person: person, before: person)
    }
}
