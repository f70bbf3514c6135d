import Domain

/// Finds accounts by mail address: in the index, then each by a live read.
struct IndexedAccounts: Sendable {
    /// Accounts with one address that are looked at before it counts as ambiguous without.
    private static let mostCandidates = 50

    let store: any AccountIndexStore
    let lister: ConfluenceLister

    private static let looking = TargetRequest.rest("/rest/api/user")

    /// - Throws: `.notReady` until the accounts were listed once.
    func users(matching match: TargetMatch) async throws(TargetError) -> [TargetUser] {
        guard !match.value.isEmpty else { return [] }
        var found: [TargetUser] = []
        for key in try await candidates(match.value) {
            guard let user = try await confirmed(key) else { continue }
            if match.matches(user) { found.append(user) }
            if found.count == 2 { break }
        }
        return found
    }

    private func candidates(_ email: String) async throws(TargetError) -> [String] {
        let keys: [String]?
        do {
            keys = try await store.accounts(of: lister.index, email: email, limit: Self.mostCandidates)
        } catch {
            throw lister.sender.channel.error(.notReady, Self.looking, error.description)
        }
        guard let keys else {
            throw lister.sender.channel.error(
                .notReady, Self.looking, "accounts can be found by mail address once all of them were listed",
                remedy: "wait for it, or match by username")
        }
        guard keys.count < Self.mostCandidates else {
            throw lister.sender.channel.error(
                .refused, Self.looking, "\(Self.mostCandidates) or more accounts had this mail address",
                remedy: "match by username")
        }
        return keys
    }

    /// The account as it is now; the index is put right where it was otherwise.
    private func confirmed(_ key: String) async throws(TargetError) -> TargetUser? {
        var live: TargetUser?
        var email: String?
        if let user = try await lister.users.user(key: key) {
            do throws(TargetError) {
                email = try await lister.mail.address(of: user)
                live = TargetUser(key: user.key, name: user.name, email: email, active: user.active)
            } catch {
                guard error.code == .notFound else { throw error }
            }
        }
        // The next listing does it, where this fails.
        try? await store.correct(
            ListedAccount(key: key, mail: email.map(ListedAccount.Mail.address) ?? .none), of: lister.index)
        return live
    }
}
