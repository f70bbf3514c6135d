import Domain
import Foundation

/// Makes profiles of Okta's users, and tells an empty attribute from an unknown one.
struct OktaProfile {
    /// What became of the manager whom `profile.managerId` names.
    enum Manager: Sendable {
        case nobody
        case found(OktaUser)
        /// Why it is not known who that is, in words, without values.
        case unresolved(String)
    }

    let wanted: OktaSelection
    let user: OktaUser
    let manager: Manager

    /// Whether the schema is needed: something that was asked for is absent.
    var lacksSomething: Bool { !absent(wanted.own, of: user).isEmpty || !absentOfManager.isEmpty }

    /// - Parameter known: The attributes of the schema; not looked at where nothing is absent.
    func profile(known: Set<String>) -> Profile {
        let missing = absent(wanted.own, of: user).subtracting(known)
        var unknown = wanted.own.unknown.union(missing.map { "profile." + $0 })
        var causes: [String: String] = [:]
        var attributes = members(wanted.own, of: user, without: missing)
        if let selection = wanted.manager {
            switch manager {
            case .nobody: attributes["manager"] = .null
            case .found(let manager):
                let missing = absentOfManager.subtracting(known)
                attributes["manager"] = .object(members(selection, of: manager, without: missing))
                unknown.formUnion(selection.profile.intersection(missing).map { "manager.profile." + $0 })
                unknown.formUnion(selection.short.intersection(missing).map { "manager." + $0 })
            case .unresolved(let words):
                unknown.insert("manager")
                causes["manager"] = words
            }
        }
        return Profile(
            id: user.id, attributes: attributes, unknown: unknown, causes: causes, isDisabled: user.isDisabled)
    }

    private var absentOfManager: Set<String> {
        guard let selection = wanted.manager, case .found(let manager) = manager else { return [] }
        return absent(selection, of: manager)
    }

    private func absent(_ selection: OktaSelection.Attributes, of user: OktaUser) -> Set<String> {
        selection.allOfProfile.filter { user.profile[$0] == nil }
    }

    private func members(
        _ selection: OktaSelection.Attributes, of user: OktaUser, without missing: Set<String>
    ) -> [String: AttributeValue] {
        var members: [String: AttributeValue] = ["id": .text(user.id)]
        for name in selection.members { members[name] = user.member(name) }
        for name in selection.short.subtracting(missing) { members[name] = user.profile[name] ?? .null }
        if selection.isWhole {
            members["profile"] = .object(user.profile)
        } else if !selection.profile.isEmpty {
            let values = selection.profile.subtracting(missing).map { ($0, user.profile[$0] ?? .null) }
            members["profile"] = .object(Dictionary(uniqueKeysWithValues: values))
        }
        return members
    }
}
