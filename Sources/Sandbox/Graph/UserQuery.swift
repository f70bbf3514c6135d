import Domain

/// What a request for users asks to see: `$select`, `$expand`, `$top`, `$filter`
/// (contracts/microsoft-graph.md, Reading).
struct UserQuery: Sendable {
    struct Filter: Sendable, Hashable {
        let attribute: String
        let text: String
    }
    /// nil: Graph's default set.
    let select: [String]?
    /// nil: not asked for; the list is the manager's own selection.
    let manager: [String]?
    let top: Int
    let filter: Filter?
    let skipToken: Int

    static let defaults = [
        "businessPhones", "displayName", "givenName", "id", "jobTitle", "mail", "mobilePhone", "officeLocation",
        "preferredLanguage", "surname", "userPrincipalName",
    ]
    /// Stored outside the directory: null in single reads, 501 in listings.
    static let elsewhere: Set = [
        "aboutMe", "birthday", "hireDate", "interests", "mySite", "pastProjects", "preferredName", "responsibilities",
        "schools", "skills",
    ]
    /// Filtered only with `ConsistencyLevel: eventual` and `$count=true`.
    private static let advanced: Set = ["onPremisesSamAccountName", "onPremisesExtensionAttributes"]

    init(_ request: Incoming, listing: Bool) throws(GraphError) {
        let query = request.query
        for field in query.fields where field.name.hasPrefix("$") {
            let known = ["$select", "$expand", "$top", "$filter", "$count", "$skiptoken"]
            guard known.contains(field.name) else {
                throw .badRequest(
                    "The query parameter '\(field.name)' is not supported.", code: "Request_UnsupportedQuery")
            }
        }
        select = try query["$select"].map { text throws(GraphError) in try Self.selection(text) }
        if listing, let name = select?.first(where: Self.elsewhere.contains) {
            throw GraphError(status: 501, code: "NotImplemented", message: "'\(name)' is not supported in listings.")
        }
        manager = try query["$expand"].map { text throws(GraphError) in try Self.expansion(text) }
        if let text = query["$top"] {
            guard let count = Int(text), (1...999).contains(count) else {
                throw .badRequest(
                    "Invalid page size specified: '\(text)'. Must be between 1 and 999 inclusive.",
                    code: "Request_UnsupportedQuery")
            }
            top = manager == nil ? count : min(count, 100)
        } else {
            top = 100
        }
        filter = try query["$filter"].map { text throws(GraphError) in try Self.filter(text) }
        if let filter, Self.advanced.contains(filter.attribute) || filter.attribute.hasPrefix("extensionAttribute") {
            let eventual = request.header("ConsistencyLevel")?.lowercased() == "eventual"
            guard eventual, query["$count"] == "true" else {
                throw .badRequest(
                    "Unsupported or invalid query filter clause specified for property '\(filter.attribute)' of "
                        + "resource 'User'.", code: "Request_UnsupportedQuery")
            }
        }
        if let token = query["$skiptoken"] {
            guard token.hasPrefix("RFNwd"), let number = Int(token.dropFirst(5)) else {
                throw .badRequest("Skip token is not valid.", code: "Directory_InvalidPageToken")
            }
            skipToken = number
        } else {
            skipToken = 0
        }
    }

    private static func selection(_ text: String) throws(GraphError) -> [String] {
        let names = text.split(separator: ",").map { $0.split(separator: " ").joined() }
        for name in names where Roster.empty[name] == nil && !elsewhere.contains(name) && name != "manager" {
            throw .unknownProperty(name)
        }
        return names
    }

    /// `manager`, `manager($select=id,displayName)` or `manager($levels=1;$select=…)`.
    private static func expansion(_ text: String) throws(GraphError) -> [String] {
        let name = String(text.prefix { $0 != "(" })
        guard name == "manager" else { throw .unknownProperty(name) }
        let rest = text.dropFirst(name.count)
        if rest.isEmpty { return defaults }
        guard rest.first == "(", rest.last == ")" else {
            throw .badRequest("Parsing OData Select and Expand failed: a parenthesis is missing.")
        }
        var result = defaults
        for option in rest.dropFirst().dropLast().split(separator: ";") {
            let parts = option.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, ["$select", "$levels"].contains(parts[0]) else {
                throw .badRequest("Parsing OData Select and Expand failed: unsupported option in $expand.")
            }
            if parts[0] == "$select" { result = try selection(String(parts[1])) }
        }
        return result
    }

    /// One comparison: `mail eq 'o''brien@contoso.example'` or `accountEnabled eq true`.
    private static func filter(_ text: String) throws(GraphError) -> Filter {
        let parts = text.split(separator: " ", maxSplits: 2)
        guard parts.count == 3, parts[1] == "eq" else {
            throw .badRequest("Unsupported Query.", code: "Request_UnsupportedQuery")
        }
        let attribute = String(parts[0].split(separator: "/").last ?? "")
        guard Roster.empty[attribute] != nil || Roster.emptyExtensions[attribute] != nil else {
            throw .unknownProperty(String(parts[0]))
        }
        let literal = parts[2].trimmingPrefix { $0 == " " }
        if literal == "true" || literal == "false" { return Filter(attribute: attribute, text: String(literal)) }
        guard literal.count >= 2, literal.first == "'", literal.last == "'" else {
            throw .badRequest("Invalid filter clause: a quoted text was expected.")
        }
        let inner = literal.dropFirst().dropLast()
        guard !inner.replacing("''", with: "").contains("'") else {
            throw .badRequest("Invalid filter clause: unterminated string literal.")
        }
        return Filter(attribute: attribute, text: String(inner.replacing("''", with: "'")))
    }
}
