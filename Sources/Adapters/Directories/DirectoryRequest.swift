import Domain

/// One request to an identity provider.
struct DirectoryRequest: Sendable {
    var method = "GET"
    /// Beneath the base, percent-encoded, with its query: `/users/42?$select=id`; or a whole address on its origin.
    var target: String
    /// What errors call it, without values: `GET /users/{id}`.
    var name: String
    var headers: [(name: String, value: String)] = []
    var body: AttributeValue?
}
