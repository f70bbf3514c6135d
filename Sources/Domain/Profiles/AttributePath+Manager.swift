extension AttributePath {
    /// The attribute under which a profile holds its manager's own profile.
    public static let manager = "manager"

    /// What this path reads of the manager, as a path into the manager's own profile: `mail` of `manager.mail`; nil for
    /// all others.
    public var ofManager: AttributePath? {
        let head = Self.manager + "."
        guard root == Self.manager, text.hasPrefix(head) else { return nil }
        return try? AttributePath(String(text.dropFirst(head.count)))
    }
}
