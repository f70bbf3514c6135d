import Domain
import Foundation

/// Remembers for a while which attributes users' profiles can have: an attribute that is absent from a profile is empty
/// when the schema has it, and unknown otherwise (contracts/okta.md, Users).
actor OktaSchema {
    /// How long: an attribute that an administrator adds is seen afterwards.
    static let term: TimeInterval = 15 * 60
    static let request = DirectoryRequest(
        target: "/meta/schemas/user/default", name: "GET /meta/schemas/user/default")

    private let access: OktaAccess
    private var known: (names: Set<String>, until: Date)?

    init(_ access: OktaAccess) {
        self.access = access
    }

    /// The members of `profile`. Callers that come while it is read read it, too: a few, and once in a while.
    func names() async throws(DirectoryError) -> Set<String> {
        if let known, known.until > access.client.time.now { return known.names }
        let schema = try await access.object(Self.request)
        guard case .object(let definitions)? = schema["definitions"],
            case .object(let base)? = definitions["base"]?["properties"]
        else { throw access.fault(.malformed, Self.request, "the answer has no definitions.base.properties") }
        var names = Set(base.keys)
        if case .object(let custom)? = definitions["custom"]?["properties"] { names.formUnion(custom.keys) }
        known = (names, access.client.time.now.addingTimeInterval(Self.term))
        return names
    }

    /// Looks again: a person who asks wants the present state.
    func forget() { known = nil }
}
