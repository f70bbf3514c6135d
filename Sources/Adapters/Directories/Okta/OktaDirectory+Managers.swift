import Domain
import Foundation

/// Managers by `profile.managerId`: an id by convention, often a login (contracts/okta.md, Users).
extension OktaDirectory {
    /// Reads at a time where a page of users has many managers.
    private static let readsAtATime = 8

    func manager(of user: OktaUser) async throws(DirectoryError) -> OktaProfile.Manager {
        guard let value = user.managerID else { return .nobody }
        guard let text = value.text, Self.canAddress(text) else {
            return Self.noName
        }
        return try await manager(named: text)
    }

    /// An employee number or a distinguished name finds nobody, which is not the same as having no manager.
    private func manager(named text: String) async throws(DirectoryError) -> OktaProfile.Manager {
        guard let user = try await lookUp(text), user.has(idOrLogin: text) else {
            return .unresolved(
                "nobody at Okta has the id or login that the user's profile.managerId holds: correct it there")
        }
        return .found(user)
    }

    /// The managers of all of `users`, in their order: of several with the same manager it is read once.
    func managers(of users: [OktaUser]) async throws(DirectoryError) -> [OktaProfile.Manager] {
        let names = Set(users.compactMap { $0.managerID?.text }.filter(Self.canAddress))
        var known = await managers.known(names)
        var found: [String: OktaProfile.Manager] = [:]
        for user in users {
            for name in [user.id, user.profile["login"]?.text].compactMap({ $0 }) where names.contains(name) {
                found[name] = .found(user)
            }
        }
        let missing = names.filter { known[$0] == nil && found[$0] == nil }
        found.merge(try await managers(named: missing.sorted())) { $1 }
        await managers.remember(found.filter { known[$0.key] == nil })
        known.merge(found) { $1 }
        return users.map { user in
            guard let value = user.managerID else { return .nobody }
            return value.text.flatMap { known[$0] } ?? Self.noName
        }
    }

    private static let noName = OktaProfile.Manager.unresolved(
        "the user's profile.managerId holds something else than an id or a login")

    private func managers(named names: [String]) async throws(DirectoryError) -> [String: OktaProfile.Manager] {
        let managers = try await concurrently(names, atMost: Self.readsAtATime) { name throws(DirectoryError) in
            try await manager(named: name)
        }
        return Dictionary(zip(names, managers)) { first, _ in first }
    }
}

/// Managers that a listing has met: most people share theirs with people on other pages.
///
/// Only listings ask here; the sync of one user reads the manager anew.
actor OktaManagerMemory {
    static let term: TimeInterval = 10 * 60
    static let most = 5_000

    private let time: any TimeSource
    private var known: [String: (manager: OktaProfile.Manager, until: Date)] = [:]

    init(time: any TimeSource) {
        self.time = time
    }

    func known(_ names: Set<String>) -> [String: OktaProfile.Manager] {
        let now = time.now
        known = known.filter { $0.value.until > now }
        return known.filter { names.contains($0.key) }.mapValues(\.manager)
    }

    func remember(_ managers: [String: OktaProfile.Manager]) {
        if known.count + managers.count > Self.most { known = [:] }
        let until = time.now.addingTimeInterval(Self.term)
        for (name, manager) in managers { known[name] = (manager, until) }
    }
}
