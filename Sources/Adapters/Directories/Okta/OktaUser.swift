import Domain
import Foundation

/// A user in an answer of Okta's, checked as far as every use needs it.
struct OktaUser: Sendable {
    /// The words of a fault, without values.
    struct Fault: Error {
        let cause: String
    }

    let id: String
    /// STAGED, PROVISIONED, ACTIVE, RECOVERY, PASSWORD_EXPIRED, LOCKED_OUT, SUSPENDED, DEPROVISIONED, ACTIVATING.
    let status: String
    let profile: [String: AttributeValue]
    private let members: [String: AttributeValue]

    /// Whether somebody is switched off must not be guessed, and a profile that is missing is not an empty one.
    init(_ members: [String: AttributeValue]) throws(Fault) {
        guard case .text(let id)? = members["id"], !id.isEmpty else { throw Fault(cause: "a user has no id") }
        guard case .text(let status)? = members["status"], !status.isEmpty else {
            throw Fault(cause: "a user has no status")
        }
        guard case .object(let profile)? = members["profile"] else { throw Fault(cause: "a user has no profile") }
        self.id = id
        self.status = status
        self.profile = profile
        self.members = members
    }

    var isDisabled: Bool { ["DEPROVISIONED", "SUSPENDED", "STAGED"].contains(status) }

    /// What the user has beside `profile`; absent is empty.
    func member(_ name: String) -> AttributeValue { members[name] ?? .null }

    /// Whether the user has this very id or login; Okta does not tell logins' capitals apart.
    func has(idOrLogin text: String) -> Bool { id == text || isSame(login, text) }

    /// Whether Okta finds the user by `text`: besides, by the part of a login before its `@`.
    func answers(to text: String) -> Bool {
        has(idOrLogin: text) || isSame(login.map { String($0.prefix { $0 != "@" }) }, text)
    }

    /// Whether the attribute at `path` (`status`, `profile.email`) is `value`, as Okta's search compares.
    func has(_ value: String, at path: [Substring]) -> Bool {
        let found =
            path.first == "profile" ? path.dropFirst().first.flatMap { profile[String($0)] } : members[String(path[0])]
        if case .list(let elements)? = found { return elements.contains { isSame($0.text, value) } }
        return isSame(found?.text, value)
    }

    /// By convention the manager's id, in practice also a login; nil where there is nobody.
    var managerID: AttributeValue? {
        guard let value = profile["managerId"], !value.isEmpty else { return nil }
        return value
    }

    private var login: String? { profile["login"]?.text }

    private func isSame(_ left: String?, _ right: String) -> Bool { left?.lowercased() == right.lowercased() }
}
