import Domain

/// One way to read and write what a product's administration shows of a user.
protocol ProfileMethod: Sendable {
    /// All values of the user by their names, as they are named in the configuration.
    /// - Throws: `.notFound` when the account is gone or has been renamed.
    func values(of user: TargetUser) async throws(TargetError) -> [String: String]

    /// Writes in the order given, and reads back.
    /// - Parameter changes: At least one; all of them pass the target's rules. `old` is what was read a moment before: a
    ///   method may choose by it, and must be right also where it is not so any more.
    /// - Returns: Why a value was refused, by name; names that are not in it are proved to be as wanted.
    func write(_ changes: [TargetChange], to user: TargetUser) async throws(TargetError) -> [String: String]

    /// Proves what the method needs beyond the sign-in, at the account's own user.
    func examine(_ account: TargetUser) async throws(TargetError)

    /// What `examine` proves, in words: `administration pages`.
    var part: String { get }
}

extension ProfileMethod {
    /// Writes what `objection` lets pass, and says of each change what became of it.
    func apply(
        _ changes: [TargetChange], to user: TargetUser,
        objection: (_ value: String?, _ attribute: TargetAttribute) -> String?
    ) async throws(TargetError) -> [TargetAttribute: AttributeResult] {
        var results: [TargetAttribute: AttributeResult] = [:]
        var writable: [TargetChange] = []
        for change in changes {
            if let words = objection(change.new, change.attribute) {
                results[change.attribute] = .refused(words)
            } else {
                writable.append(change)
            }
        }
        guard !writable.isEmpty else { return results }
        let refusals = try await write(writable, to: user)
        for change in writable {
            results[change.attribute] = refusals[change.attribute.name].map(AttributeResult.refused) ?? .written
        }
        return results
    }
}
