import Domain

/// How an identity provider with few people writes them down.
protocol RecordForm: Sendable {
    var system: SandboxSystem { get }
    /// Somebody of the roster, as on the first day.
    func founded(_ number: Int, in roster: Roster) -> Person
    /// What people are found by beside the id.
    func addresses(of person: Person) -> [String]
    /// Whether an edit may change what is there.
    func takes(_ path: AttributePath) -> Bool
    /// The person after an edit, with the marks that the provider sets itself.
    func touched(_ attributes: [String: AttributeValue], id: String, statusChanged: Bool) -> Person
}
