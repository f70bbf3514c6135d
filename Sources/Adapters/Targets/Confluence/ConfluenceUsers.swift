import Domain

/// Finds accounts by Confluence's REST; never guesses.
struct ConfluenceUsers: Sendable {
    private static let path = "/rest/api/user"

    let sender: any AuthenticatedSender

    func users(named match: TargetMatch) async throws(TargetError) -> [TargetUser] {
        guard !match.value.isEmpty else { return [] }
        var found = try await user(name: match.value)
        let lowercased = match.value.lowercased()
        // User names are kept in lower case.
        if found == nil, lowercased != match.value { found = try await user(name: lowercased) }
        guard let found, match.matches(found) else { return [] }
        return [found]
    }

    func user(key: String) async throws(TargetError) -> TargetUser? {
        guard !key.isEmpty, let user = try await user("key", key) else { return nil }
        guard user.key == key else {
            throw sender.channel.error(.malformed, .rest(Self.path), "the answer is about another account")
        }
        return user
    }

    func user(name: String) async throws(TargetError) -> TargetUser? {
        guard let user = try await user("username", name) else { return nil }
        guard user.name.caseFolded == name.caseFolded else {
            throw sender.channel.error(.malformed, .rest(Self.path), "the answer is about another account")
        }
        return user
    }

    /// Whose session or token it is.
    func own() async throws(TargetError) -> (account: TargetUser, session: Int) {
        let answer = try await sender.send(ConfluenceAccount.own)
        guard answer.status == 200 else { throw answer.answer.failure() }
        let own = try answer.answer.decoded(as: ConfluenceAccount.self)
        guard own.type == "known", let name = own.username, !name.isEmpty else {
            throw answer.answer.error(.malformed, "Confluence does not say who is signed in")
        }
        return (own.user ?? TargetUser(key: "", name: name), answer.session)
    }

    /// Our own account, with the key that the methods compare.
    func ownAccount() async throws(TargetError) -> TargetUser {
        let account = try await own().account
        guard account.key.isEmpty else { return account }
        return try await user(name: account.name) ?? account
    }

    private func user(_ parameter: String, _ value: String) async throws(TargetError) -> TargetUser? {
        for isLast in [false, true] {
            let answer = try await sender.send(
                .rest(Self.path, query: [(parameter, value), ("expand", "status")]))
            switch answer.status {
            case 200:
                let account = try answer.answer.decoded(as: ConfluenceAccount.self)
                if let user = account.user { return user }
                guard account.type != nil, account.type != "known" else {
                    throw answer.answer.error(.malformed, "an account without user name and key")
                }
            case 403, 404: break
            default: throw answer.answer.failure()
            }
            // Where a session is over, Confluence answers as to anybody, who may not know a soul.
            if !isLast, !answer.namesAccount, try await own().session != answer.session { continue }
            if answer.status == 403 { throw answer.answer.failure() }
            return nil
        }
        return nil
    }
}

extension AuthenticatedAnswer {
    /// The answer itself tells whom it was made for.
    fileprivate var namesAccount: Bool {
        guard let name = answer.http.header("X-AUSERNAME") else { return false }
        return !name.isEmpty && name != "anonymous"
    }
}
