/// An identity provider whose users can be listed.
public protocol ListableDirectory: Directory {
    /// One page of everybody, with the attributes that `paths` name, as `profile(of:paths:)` reads them.
    ///
    /// - Parameter cursor: What the page before gave as `next`; nil: the first page. Good in another process, too.
    /// - Throws: `.malformed` when the page is cut off or lacks a selected attribute; `.expired` when the IdP does not
    ///   know the cursor any more: the listing starts over.
    func page(after cursor: String?, paths: Set<AttributePath>) async throws(DirectoryError) -> UserPage
}

/// A page of a listing.
public struct UserPage: Sendable, Hashable {
    public let profiles: [Profile]
    /// nil: this was the last page, and the listing is complete.
    public let next: String?

    public init(profiles: [Profile], next: String?) {
        self.profiles = profiles
        self.next = next
    }
}
