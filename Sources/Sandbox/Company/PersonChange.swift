/// What happened to somebody at their directory, and has to be told.
struct PersonChange: Sendable {
    enum Kind: String, Sendable { case updated, deleted }
    let kind: Kind
    let person: Person
    /// nil: nothing changed, it is told all the same.
    var before: Person?
    /// Names of what differs, sorted.
    var changed: [String] = []
}
