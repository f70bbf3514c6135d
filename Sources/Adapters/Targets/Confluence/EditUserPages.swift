import Domain
import Foundation
import HTML

/// Method admin-pages: the page behind "Edit details" of a user, as an administrator opens it in a browser.
struct EditUserPages: ProfileMethod {
    let sender: any AuthenticatedSender
    let users: ConfluenceUsers

    let part = "administration pages"

    static func page(of name: String) -> TargetRequest {
        .page("/admin/users/edituser.action", query: [("username", name)])
    }

    func values(of user: TargetUser) async throws(TargetError) -> [String: String] {
        try await form(of: user).values.filter { !$0.value.isEmpty }
    }

    func examine(_ account: TargetUser) async throws(TargetError) { _ = try await form(of: account) }

    func write(_ changes: [TargetChange], to user: TargetUser) async throws(TargetError) -> [String: String] {
        let before = try await form(of: user)
        let due = changes.map { Change(name: $0.attribute.name, value: $0.new) }.filter { !$0.isMade(in: before) }
        guard !due.isEmpty else { return [:] }
        var refusals: [String: String] = [:]
        if let words = try await post(due, to: user, by: before) {
            if due.count == 1 {
                refusals[due[0].name] = words
            } else {
                // One of them is to blame, and the page does not say which.
                for change in due {
                    refusals[change.name] = try await post([change], to: user, by: try await form(of: user))
                }
            }
        }
        let after = try await form(of: user)
        try check(after, against: before, changed: Set(changes.map(\.attribute.name)))
        for change in due where refusals[change.name] == nil && !change.isMade(in: after) {
            refusals[change.name] = ReadBack.words(
                wanted: change.value, found: after.values[change.name].flatMap { $0.isEmpty ? nil : $0 },
                at: .confluence)
        }
        return refusals
    }

    /// - Throws: `.notFound` when the account is gone or renamed; `.forbidden` when we may not edit it; `.malformed` for
    ///   a page that is not known.
    func form(of user: TargetUser) async throws(TargetError) -> EditUserForm {
        let request = Self.page(of: user.name)
        guard !Self.isDecodedAgain(user.name) else {
            throw sender.channel.error(
                .refused, request,
                "the page would take this user name, with a percent sign and two digits, for another",
                remedy: "rename the account, or use method: companion")
        }
        let answer = try await sender.send(request)
        if answer.status == 200, let page = answer.page {
            let form: EditUserForm?
            do { form = try EditUserForm(page, from: answer.answer.url, at: sender.channel) } catch {
                throw answer.answer.unrecognised(because: error.cause)
            }
            if let form { return try checked(form, of: user, in: answer.answer) }
        } else if answer.status != 404 {
            throw answer.answer.unrecognised()
        }
        // The page for a name that nobody has is the one for an account that we may not edit: REST tells the two apart.
        guard let named = try await users.user(name: user.name), named.key == user.key else {
            throw answer.answer.error(.notFound, "nobody has this user name any more: deleted or renamed")
        }
        guard answer.page?.isNotPermitted == true else {
            throw answer.answer.unrecognised(because: "it has no form editUser")
        }
        throw answer.answer.error(
            .forbidden, "the account may not edit this user",
            remedy: "make it a Confluence administrator, or a system administrator where this user is one")
    }

    private struct Change {
        let name: String
        let value: String?

        func isMade(in form: EditUserForm) -> Bool {
            let found = ProfileFields.normalized(form.values[name] ?? "", of: name)
            return found.unicodeScalars.elementsEqual((value ?? "").unicodeScalars)
        }
    }

    private func checked(
        _ form: EditUserForm, of user: TargetUser, in answer: TargetAnswer
    ) throws(TargetError) -> EditUserForm {
        guard form.username.caseFolded == user.name.caseFolded else {
            throw answer.error(.malformed, "the page is about another user than the one that was asked for")
        }
        guard form.userKey.map({ $0 == user.key }) ?? true else {
            throw answer.error(.notFound, "the user name belongs to another account now")
        }
        return form
    }

    /// - Returns: Why Confluence refused it, nil when it says that it is done.
    private func post(
        _ changes: [Change], to user: TargetUser, by form: EditUserForm
    ) async throws(TargetError) -> String? {
        var form = form
        for isLast in [false, true] {
            var request = TargetRequest.form(form.path, form.fields(changing: changes.map { ($0.name, $0.value) }))
            request.query = form.query
            request.hasOwnToken = form.query.contains { $0.name == "atl_token" }
            let answer = try await sender.send(request)
            if answer.isTokenRefused {
                guard !isLast else { break }
                form = try await self.form(of: user)
                continue
            }
            if let url = try answer.answer.redirect() {
                guard url.lastPlainComponent == "viewuser.action",
                    url.queryValue("username").map({ $0.caseFolded == form.username.caseFolded }) ?? true
                else { throw answer.answer.unrecognised(because: "it leads elsewhere than to the user") }
                return nil
            }
            guard answer.status == 200, let page = answer.page, page.forms.contains(where: \.isEditUser) else {
                throw answer.answer.unrecognised()
            }
            return RefusalText.words(
                page.errorText, hiding: changes.count == 1 ? changes[0].value : nil, of: .confluence)
        }
        throw sender.channel.error(
            .malformed, .form(form.path, []), "the form's token is refused, the fresh one too")
    }

    private func check(
        _ after: EditUserForm, against before: EditUserForm, changed: Set<String>
    ) throws(TargetError) {
        let others = before.values.filter { !changed.contains($0.key) }
        guard after.username == before.username, after.fullName == before.fullName, after.email == before.email,
            others.allSatisfy({ after.values[$0.key] == $0.value })
        else {
            throw sender.channel.error(
                .malformed, Self.page(of: ""), "after the write the page shows more changed than was sent",
                remedy:
                    "look at this user in the administration: somebody edited it meanwhile, or this Confluence's pages"
                    + " differ and method: companion is the way")
        }
    }

    /// The page decodes such names once more.
    private static func isDecodedAgain(_ name: String) -> Bool { name.contains(/%[0-9A-Fa-f]{2}/) }
}

extension HTMLForm {
    fileprivate var isEditUser: Bool { element["name"] == "editUser" }
}

extension HTMLDocument {
    /// Known by its English title alone: elsewhere it is a page that is not known.
    fileprivate var isNotPermitted: Bool {
        elements(named: "title").contains { $0.text.localizedCaseInsensitiveContains("not permitted") }
    }

    /// What the page says is wrong.
    fileprivate var errorText: String {
        let classes = ["error", "errorMessage", "fieldError", "errorBox"]
        let texts = elements.filter { !$0.classes.allSatisfy { !classes.contains($0) } }.map(\.text)
        return texts.first { !$0.allSatisfy(\.isWhitespace) } ?? ""
    }
}
