public import Domain

/// What one read is for: attributes of the user and of the manager, by their names at Okta.
struct OktaSelection: Sendable, Hashable {
    /// Attributes of one user.
    struct Attributes: Sendable, Hashable {
        /// Members of `profile`.
        var profile: Set<String> = []
        /// Whether `profile` itself is named, which only says that a mapping names an object.
        var isWhole = false
        /// Members beside `profile`.
        var members: Set<String> = []
        /// Attributes of the manager that are named without `profile.`.
        var short: Set<String> = []
        /// Names that Okta does not have.
        var unknown: Set<String> = []

        /// Members of `profile` under either name.
        var allOfProfile: Set<String> { profile.union(short) }
    }

    private(set) var own = Attributes()
    /// nil: not asked for.
    private(set) var manager: Attributes?

    /// What a user has beside `profile`; credentials and links are nothing to map.
    static let members: Set<String> = [
        "id", "status", "created", "activated", "statusChanged", "lastLogin", "lastUpdated", "passwordChanged", "type",
    ]

    init(_ paths: Set<AttributePath>) {
        for path in paths {
            let names = path.segments.prefix { if case .member = $0 { true } else { false } }.map { segment in
                if case .member(let name) = segment { name } else { "" }
            }
            guard path.root == "manager" else {
                own.add(names[...], isManager: false)
                continue
            }
            var attributes = manager ?? Attributes()
            attributes.add(names.dropFirst(), isManager: true)
            manager = attributes
        }
    }
}

extension OktaDirectory {
    /// Of the manager, attributes of `profile` may be named without it.
    public func managerPath(of path: AttributePath) -> AttributePath? {
        guard let own = path.ofManager else { return nil }
        if own.root == "profile" || OktaSelection.members.contains(own.root) { return own }
        return try? AttributePath("profile." + own.text)
    }
}

extension OktaSelection.Attributes {
    /// - Parameter names: Of a path, as far as it is made of names.
    fileprivate mutating func add(_ names: ArraySlice<String>, isManager: Bool) {
        guard let first = names.first else { return }
        if first == "profile" {
            if let name = names.dropFirst().first { profile.insert(name) } else { isWhole = true }
        } else if OktaSelection.members.contains(first) {
            members.insert(first)
        } else if isManager {
            short.insert(first)
        } else {
            unknown.insert(first)
        }
    }
}
