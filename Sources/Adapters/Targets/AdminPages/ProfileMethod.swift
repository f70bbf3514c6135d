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
