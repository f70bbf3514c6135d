import Domain
import Foundation

/// Which custom fields the customer has: Google leaves empty ones out of a user, and unknown ones, too.
///
/// Asked only when a mapped field is missing from a user, with a token of its own: the scope is another one, and where
/// it is not granted, it cannot be told whether a field is empty or unknown.
actor CustomSchemas {
    /// How long an answer is good: a field that an administrator adds is seen afterwards.
    static let term: TimeInterval = 15 * 60
    /// How long a refusal is.
    static let refusalTerm: TimeInterval = 6 * 3600
    private static let faultTerm: TimeInterval = 60

    private let access: GoogleAccess
    private let request: DirectoryRequest
    private var known: (fields: Set<CustomField>?, until: Date)?

    /// - Parameter access: With tokens for `GoogleSignIn.schemaScope`.
    init(access: GoogleAccess, customer: String) {
        self.access = access
        request = DirectoryRequest(
            target: "/admin/directory/v1/customer/\(PercentEncoding.component(customer))/schemas",
            name: "GET /customer/{customer}/schemas")
    }

    /// nil: it cannot be told.
    func fields() async -> Set<CustomField>? {
        if let known, known.until > access.client.time.now { return known.fields }
        do throws(DirectoryError) {
            return keep(Self.fields(in: try await access.object(request)), for: Self.term)
        } catch {
            let isRefused =
                switch error.code {
                case .credentials, .forbidden, .notFound, .refused: true
                default: false
                }
            return keep(nil, for: isRefused ? Self.refusalTerm : Self.faultTerm)
        }
    }

    /// Asks again at the next occasion: a person who asks wants the present state.
    func forget() { known = nil }

    private func keep(_ fields: Set<CustomField>?, for term: TimeInterval) -> Set<CustomField>? {
        known = (fields, access.client.time.now.addingTimeInterval(term))
        return fields
    }

    private static func fields(in answer: [String: AttributeValue]) -> Set<CustomField> {
        guard case .list(let schemas)? = answer["schemas"] else { return [] }
        var found: Set<CustomField> = []
        for schema in schemas {
            guard let name = schema["schemaName"]?.text, case .list(let fields)? = schema["fields"] else { continue }
            for field in fields {
                if let field = field["fieldName"]?.text { found.insert(CustomField(schema: name, field: field)) }
            }
        }
        return found
    }
}
