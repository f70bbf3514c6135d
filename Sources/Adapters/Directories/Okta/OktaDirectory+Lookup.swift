public import Domain
import Foundation

extension OktaDirectory {
    public func users(where attribute: String, equals value: String) async throws(DirectoryError) -> [String] {
        guard Self.canAddress(value) else { return [] }
        switch attribute {
        case "id": return try await lookUp(value).flatMap { $0.id == value ? [$0.id] : nil } ?? []
        case "profile.login": return try await lookUp(value).flatMap { $0.has(idOrLogin: value) ? [$0.id] : nil } ?? []
        default: return try await search(attribute, value)
        }
    }

    public func users(named name: String) async throws(DirectoryError) -> [String] {
        let name = name.trimmingCharacters(in: .whitespacesAndNewlines)
        guard Self.canAddress(name) else { return [] }
        if let user = try await lookUp(name) { return [user.id] }
        return name.contains("@") ? try await search("profile.email", name) : []
    }

    /// Whoever has this id or login, which are read past the index.
    func lookUp(_ text: String) async throws(DirectoryError) -> OktaUser? {
        let request = try request(for: text)
        let answer = try await access.send(request)
        let okta = OktaFault(answer)
        // A text that cannot be an id or a login is a bad request.
        guard answer.status == 404 && okta.isNotFound || answer.status == 400 && okta.isOktas else {
            let user = try user(try access.object(in: answer, request), request)
            guard user.answers(to: text) else {
                throw access.fault(.malformed, request, "the answer is about another user")
            }
            return user
        }
        // A login with a slash cannot stand in a path.
        guard text.contains("/"), let id = try await search("profile.login", text).first else { return nil }
        return try await current(id)
    }

    /// Users by the index, which lags: each is read by id and looked at, until two are enough to say that it is
    /// ambiguous.
    private func search(_ attribute: String, _ value: String) async throws(DirectoryError) -> [String] {
        let path = attribute.split(separator: ".")
        guard attribute.wholeMatch(of: /status|profile\.[A-Za-z_][A-Za-z0-9_]*/) != nil else {
            throw DirectoryError(
                .refused, connector: name, request: "GET /users?search",
                cause: "'\(attribute)' is no attribute that Okta can search by",
                remedy: "name it in full, such as profile.email or profile.employeeNumber")
        }
        let quoted = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        var request = DirectoryRequest(
            target: "/users?search=\(PercentEncoding.component("\(attribute) eq \"\(quoted)\""))&limit=10",
            name: "GET /users?search=\(attribute) eq {value}")
        var found: [String] = []
        // Pages may be short or empty.
        for _ in 0..<8 {
            let answer = try await access.send(request)
            for members in try access.objects(in: answer, request) {
                guard case .text(let id)? = members["id"], Self.canAddress(id) else {
                    throw access.fault(.malformed, request, "a user in the answer has no id")
                }
                guard !found.contains(id), let user = try await current(id), user.has(value, at: path) else { continue }
                found.append(id)
                if found.count == 2 { return found }
            }
            guard let next = try access.nextLink(in: answer, request) else { break }
            request.target = next
        }
        return found
    }

    /// The user as it is now; nil: gone meanwhile.
    private func current(_ id: String) async throws(DirectoryError) -> OktaUser? {
        let request = try request(for: id)
        do {
            return try user(try await access.object(request), request)
        } catch {
            guard error.code == .notFound else { throw error }
            return nil
        }
    }
}
