/// The accounts that a companion script reads and writes.
protocol CompanionAccounts: Sendable {
    /// The account's user name and key; nil: there is no such account.
    func holder(named name: String) async -> (name: String, key: String)?
    /// Those that are not empty.
    func values(of name: String) async -> [String: String]
    /// All at once; nil removes.
    func set(_ changes: [String: String?], of name: String) async
    /// What is wrong with the name of a value, or nil.
    nonisolated func error(inName name: String) -> String?
    /// In UTF-16 units.
    nonisolated var longestValue: Int { get }
}
