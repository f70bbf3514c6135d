import Domain

/// One way to read and write the user properties that Jira's administration shows.
protocol UserPropertyMethod: Sendable {
    /// All properties of the user by their names, without `jira.meta.`.
    /// - Throws: `.notFound` when the account is gone or has been renamed.
    func properties(of user: TargetUser) async throws(TargetError) -> [String: String]

    /// Writes in the order given, and reads back.
    /// - Parameter changes: Of properties, at least one; all of them pass the method's rules. `old` is what was read a
    ///   moment before: a method may choose by it, and must be right also where it is not so any more.
    /// - Returns: Why a value was refused, by name; names that are not in it are proved to be as wanted.
    func write(_ changes: [TargetChange], to user: TargetUser) async throws(TargetError) -> [String: String]

    /// Proves what the method needs beyond the sign-in, at the account's own user.
    func examine(_ account: TargetUser) async throws(TargetError)

    /// What `examine` proves, in words: `administration pages`.
    var part: String { get }
}
