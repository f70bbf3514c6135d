public import Domain
import Foundation

/// Finding users by an attribute (contracts/google.md, Users): by address as a direct read, otherwise by an index that
/// may be a day and a half behind, so that whoever it names is read and looked at.
extension GoogleDirectory {
    private static let addresses: Set<String> = [
        "primaryEmail", "emails", "emails.address", "aliases", "nonEditableAliases",
    ]
    /// What a query calls the attributes that it can ask for.
    private static let searchable = [
        "name.givenName": "givenName", "name.familyName": "familyName", "externalIds.value": "externalId",
        "phones.value": "phone", "ims.im": "im", "orgUnitPath": "orgUnitPath", "organizations.name": "orgName",
        "organizations.title": "orgTitle", "organizations.department": "orgDepartment",
        "organizations.costCenter": "orgCostCenter", "organizations.description": "orgDescription",
        "locations.buildingId": "buildingId", "locations.floorName": "floorName",
    ]
    private static let mostPages = 8

    public func users(where attribute: String, equals value: String) async throws(DirectoryError) -> [String] {
        if value.isEmpty { return [] }
        if attribute == "id" {
            guard let user = try await addressed(value), user.id == value else { return [] }
            return [user.id]
        }
        guard let path = try? AttributePath(attribute) else { throw unsearchable(attribute) }
        if Self.addresses.contains(path.memberNames) {
            guard value.contains("@"), let user = try await addressed(value) else { return [] }
            // An alias that another user had until yesterday may lead to the present one.
            let isOther = attribute == "primaryEmail" && user.primaryEmail?.lowercased() != value.lowercased()
            return isOther ? [] : [user.id]
        }
        return try await search(path, value)
    }

    private func search(_ path: AttributePath, _ value: String) async throws(DirectoryError) -> [String] {
        let field = CustomField(path).map { "\($0.schema).\($0.field)" } ?? Self.searchable[path.memberNames]
        guard let field, field.wholeMatch(of: /[A-Za-z0-9_.-]+/) != nil else { throw unsearchable(path.text) }
        let quoted = value.replacing(#"\"#, with: #"\\"#).replacing("'", with: #"\'"#)
        let query = [(name: "customer", value: customer), ("query", "\(field)='\(quoted)'"), ("maxResults", "10")]
        var pageToken: String?
        let name = "GET /users?query=\(path.text)={value}"
        var ids: [String] = []
        for _ in 0..<Self.mostPages {
            let fields = query + (pageToken.map { [(name: "pageToken", value: $0)] } ?? [])
            let request = DirectoryRequest(
                target: "\(Self.users)?" + PercentEncoding.query(fields), name: name)
            let (users, next) = try users(in: try await access.object(request), request)
            for user in users where !ids.contains(user.id) {
                if try await isConfirmed(user.id, path, value) { ids.append(user.id) }
                // Two users are enough to say that it is ambiguous.
                if ids.count > 1 { return ids }
            }
            guard let next else { break }
            pageToken = next
        }
        return ids
    }

    private func isConfirmed(_ id: String, _ path: AttributePath, _ value: String) async throws(DirectoryError) -> Bool
    {
        do {
            switch try await profile(of: id, paths: [path]).value(at: path) {
            case .text(let text): return text == value
            case .list(let texts): return texts.contains(value)
            case .unknown, .empty, .structure: return false
            }
        } catch {
            if error.code == .notFound { return false }
            throw error
        }
    }

    private func unsearchable(_ attribute: String) -> DirectoryError {
        DirectoryError(
            .refused, connector: name, request: "GET /users?query", cause: "Google cannot search by '\(attribute)'",
            remedy: "name one such as primaryEmail, externalIds.value, organizations.costCenter or a custom field")
    }
}

extension AttributePath {
    /// The names of the path without indexes and filters: `externalIds.value` of `externalIds[type=organization].value`.
    fileprivate var memberNames: String {
        segments.compactMap { if case .member(let name) = $0 { name } else { nil } }.joined(separator: ".")
    }
}
