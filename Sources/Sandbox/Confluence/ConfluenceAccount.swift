import Domain

/// An account of the imitated Confluence.
struct ConfluenceAccount: Sendable, Hashable {
    /// 32 hexadecimal digits: survives a rename.
    let key: String
    var name: String
    var fullName: String
    var email: String
    let isActive: Bool
    /// What people say about themselves; nobody maps it.
    var about: String

    /// As REST shows a user, without the email (contracts/confluence.md, Finding a user).
    func json(baseURL: String, status: Bool) -> AttributeValue {
        var members: [String: AttributeValue] = [
            "type": .text("known"), "username": .text(name), "userKey": .text(key), "displayName": .text(fullName),
            "profilePicture": .object([
                "path": .text("/images/icons/profilepics/default.svg"), "width": .number("48"),
                "height": .number("48"), "isDefault": .flag(true),
            ]),
            "_links": .object(["self": .text("\(baseURL)/rest/api/user?key=\(key)")]),
        ]
        if status {
            members["status"] = .text(isActive ? "current" : "deactivated")
        } else {
            members["_expandable"] = .object(["status": .text("")])
        }
        return .object(members)
    }
}
