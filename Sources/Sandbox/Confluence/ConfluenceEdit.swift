import Domain
import Foundation
import Hummingbird

/// The edit form's POST, which does what it is told: it renames, blanks and overwrites, and every such thing is
/// recorded as a violation, for no sync should ever ask for it (contracts/confluence.md, Write).
struct ConfluenceEdit: Sendable {
    let configuration: SandboxConfiguration
    let accounts: ConfluenceAccounts
    let journal: Journal
    let pages: ConfluencePages

    func post(_ request: Incoming, _ session: AccountSessions.Session) async -> Response {
        guard let key = request.query["userKey"] ?? request.form["userKey"],
            let before = await accounts.account(key: key)
        else {
            await journal.violation("confluence: an edit that names no user by userKey")
            return Answer.html(404, pages.notPermitted(token: session.xsrfToken))
        }
        let form = request.form
        guard form["confirm"] == "Submit" else {
            return await refuse(before, "Nothing was confirmed.", session)
        }
        guard let name = form["username"], !name.isEmpty else {
            await journal.violation("confluence: an edit of \(before.name) without username")
            return await refuse(before, "You must specify a username.", session)
        }
        var after = before
        after.name = name.lowercased() == before.name.lowercased() ? before.name : name
        if after.name != before.name, await accounts.account(named: name) != nil {
            await journal.violation("confluence: \(before.name) was to be renamed to \(name), who exists")
            return await refuse(before, "A user with this username already exists.", session)
        }
        if !configuration.confluenceDirectoryIsReadOnly {
            after.fullName = form["fullName"] ?? ""
            after.email = form["email"] ?? ""
        }
        if let about = form["personalInformation"] { after.about = about.replacing("\r\n", with: "\n") }
        await lookForViolations(before, after, form)
        await accounts.replace(by: after)
        await store(form, of: after)
        return Answer.redirect(to: location(of: after, session))
    }

    /// A blank field is removed, one that was not sent is left alone.
    private func store(_ form: Form, of account: ConfluenceAccount) async {
        let before = await accounts.details(key: account.key)
        var changes: [String: String?] = [:]
        for field in ConfluenceAccounts.fields {
            guard let text = form["userparam-\(field)"] else { continue }
            let value = text.isEmpty ? nil : text
            if before[field] != value { changes.updateValue(value, forKey: field) }
        }
        await accounts.change(changes, key: account.key)
        for field in changes.keys.sorted() { await journal.record(.wrote, at: .confluence, account.name, field) }
    }

    private func lookForViolations(_ before: ConfluenceAccount, _ after: ConfluenceAccount, _ form: Form) async {
        if after.name != before.name {
            await journal.violation("confluence: \(before.name) was renamed to \(after.name)")
        } else if form["username"] != before.name {
            await journal.violation("confluence: the username of \(before.name) was not sent as it was read")
        }
        if after.fullName != before.fullName {
            await journal.violation("confluence: the full name of \(before.name) was changed")
        }
        if after.email != before.email {
            await journal.violation("confluence: the email of \(before.name) was changed")
        }
        if after.about != before.about {
            await journal.violation("confluence: what \(before.name) says about themselves was changed")
        }
        if configuration.confluenceDirectoryIsReadOnly, form["fullName"] != nil || form["email"] != nil {
            await journal.violation("confluence: names of \(before.name) were sent where the form has them disabled")
        }
    }

    private func refuse(
        _ account: ConfluenceAccount, _ problem: String, _ session: AccountSessions.Session
    ) async -> Response {
        let details = await accounts.details(key: account.key)
        return Answer.html(
            200,
            pages.edit(
                account, details, token: session.xsrfToken, readOnly: configuration.confluenceDirectoryIsReadOnly,
                problem: problem))
    }

    /// With the session's id in the path for some, as a servlet container does it.
    private func location(of account: ConfluenceAccount, _ session: AccountSessions.Session) -> String {
        let mark = account.key.last?.hexDigitValue.map { $0 % 2 == 0 } == true ? ";jsessionid=\(session.id)" : ""
        return "\(pages.base)/admin/users/viewuser.action\(mark)?username=\(Form.encode(account.name))"
    }
}
