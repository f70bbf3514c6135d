import Domain

/// An account of the imitated Jira.
struct JiraAccount: Sendable, Hashable {
    /// `JIRAUSER10101`: survives a rename.
    let key: String
    let name: String
    let email: String
    let displayName: String
    let active: Bool

    /// As REST shows a user (contracts/jira.md, Finding a user).
    func json(baseURL: String) -> AttributeValue {
        .object([
            "self": .text("\(baseURL)/rest/api/2/user?username=\(Form.encode(name))"), "key": .text(key),
            "name": .text(name), "emailAddress": .text(email), "displayName": .text(displayName),
            "active": .flag(active), "deleted": .flag(false), "timeZone": .text("Europe/Berlin"),
            "locale": .text("en_US"),
            "avatarUrls": .object(["48x48": .text("\(baseURL)/secure/useravatar?avatarId=10122")]),
        ])
    }
}
