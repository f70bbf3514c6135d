/// What an IdP holds about one user, as far as it was asked for.
public struct Profile: Sendable, Hashable {
    /// The IdP's own, immutable id.
    public let id: String
    /// The attributes by their top-level names; the manager's profile, where it was asked for, is the object `manager`.
    public let attributes: [String: AttributeValue]
    /// Top-level names that were asked for and that the IdP does not know or does not let us read: never to be taken
    /// for empty ones.
    ///
    /// What only the manager's profile lacks is named `manager.x`, and an unknown member of another object `object.x`.
    public let unknown: Set<String>
    /// In words, without values, why a name stands in `unknown`, where the reason is another one than the usual: nobody
    /// is found whom the IdP names as `manager`.
    public let causes: [String: String]
    /// Whether the IdP has switched the account off, whatever it calls that.
    public let isDisabled: Bool

    public init(
        id: String, attributes: [String: AttributeValue], unknown: Set<String> = [], causes: [String: String] = [:],
        isDisabled: Bool = false
    ) {
        self.id = id
        self.attributes = attributes
        self.unknown = unknown
        self.causes = causes
        self.isDisabled = isDisabled
    }
}
