import Domain

/// Finds accounts by Jira's REST; never guesses.
struct JiraUsers: Sendable {
    /// From 10.x on no more results can be reached (contracts/jira.md, "Finding a user").
    private static let reachable = 100
    private static let page = 50

    let sender: any AuthenticatedSender

    func users(matching match: TargetMatch) async throws(TargetError) -> [TargetUser] {
        guard !match.value.isEmpty else { return [] }
        // The lookup by name answers with one; only the search tells of another by the same name in other letters. Where
        // it shows all who begin so, and one of them matches, the lookup would prove nothing.
        var found: [TargetUser] = []
        var start = 0
        var isWhole = false
        while start < Self.reachable, !isWhole {
            let accounts = try await search(match.value, from: start)
            found += accounts.compactMap(\.user)
            start += accounts.count
            isWhole = accounts.count < Self.page
        }
        if match.attribute == .username, !isWhole || !found.contains(where: match.matches),
            let user = try await user("username", match.value)
        {
            found.append(user)
        }
        var keys: Set<String> = []
        let exact = found.filter { match.matches($0) && keys.insert($0.key).inserted }
        guard start < Self.reachable || exact.count > 1 || match.attribute == .username else {
            throw sender.channel.error(
                .refused, Self.searching,
                "\(Self.reachable) or more accounts begin with what is looked for: whether one of the others has it too"
                    + " cannot be told",
                remedy: "match by username")
        }
        return exact
    }

    func user(key: String) async throws(TargetError) -> TargetUser? {
        guard !key.isEmpty else { return nil }
        guard let user = try await user("key", key) else { return nil }
        guard user.key == key else {
            throw sender.channel.error(.malformed, .rest("/rest/api/2/user"), "the answer is about another account")
        }
        return user
    }

    func user(name: String) async throws(TargetError) -> TargetUser? { try await user("username", name) }

    private func user(_ parameter: String, _ value: String) async throws(TargetError) -> TargetUser? {
        let answer = try await sender.send(.rest("/rest/api/2/user", query: [(parameter, value)])).answer
        switch answer.status {
        case 200: return try answer.decoded(as: JiraAccount.self).user
        case 404:
            // Jira's own word; a missing resource or a proxy says something else.
            let errors = try answer.decoded(as: JiraErrors.self)
            guard !errors.errorMessages.isEmpty else { throw answer.error(.malformed, "a 404 that names no reason") }
            return nil
        default: throw answer.failure()
        }
    }

    private static let searching = TargetRequest.rest("/rest/api/2/user/search")

    private func search(_ text: String, from start: Int) async throws(TargetError) -> [JiraAccount] {
        var request = Self.searching
        request.query = [
            ("username", text), ("startAt", String(start)), ("maxResults", String(Self.page)),
            ("includeInactive", "true"),
        ]
        let answer = try await sender.send(request).answer
        guard answer.status == 200 else { throw answer.failure() }
        return try answer.decoded(as: [JiraAccount].self)
    }
}
