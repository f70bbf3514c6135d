import Domain
import Foundation
import HTML

/// Method admin-pages: the pages behind "Edit user properties", as an administrator opens them in a browser.
struct AdminPagesMethod: UserPropertyMethod {
    private static let folder = "/secure/admin/user/"
    private static let listPage = "EditUserProperties.jspa"

    let sender: any AuthenticatedSender
    let users: JiraUsers

    let part = "administration pages"

    static func list(of name: String) -> TargetRequest { .page(folder + listPage, query: [("name", name)]) }

    func properties(of user: TargetUser) async throws(TargetError) -> [String: String] {
        let answer = try await sender.send(Self.list(of: user.name))
        if answer.status == 200, let page = answer.page {
            do {
                if case .properties(let properties) = try PropertiesPage(page) { return properties }
            } catch {
                throw unrecognised(answer.answer, because: error.cause)
            }
        } else if answer.status != 404 {
            throw unrecognised(answer.answer)
        }
        // The page for a name that nobody has looks like any page that is not known: REST tells the two apart.
        guard let named = try await users.user(name: user.name), named.key == user.key else {
            throw answer.answer.error(.notFound, "nobody has this user name any more: deleted or renamed")
        }
        throw unrecognised(answer.answer, because: "it has neither properties nor the form to add one")
    }

    func write(
        _ changes: [(name: String, value: String?)], to user: TargetUser
    ) async throws(TargetError) -> [String: String] {
        let before = try await properties(of: user)
        var refusals: [String: String] = [:]
        var hasWritten = false
        for (name, value) in changes where before[name] != value {
            if let words = try await post(name, value, exists: before[name] != nil, to: user) {
                refusals[name] = words
            }
            hasWritten = true
        }
        guard hasWritten else { return refusals }
        let after = try await properties(of: user)
        for (name, value) in changes where refusals[name] == nil && after[name] != value {
            refusals[name] = ReadBack.words(wanted: value, found: after[name])
        }
        return refusals
    }

    func examine(_ account: TargetUser) async throws(TargetError) { _ = try await properties(of: account) }

    /// - Returns: Why Jira refused it, nil when it says that it is done.
    private func post(
        _ name: String, _ value: String?, exists: Bool, to user: TargetUser
    ) async throws(TargetError) -> String? {
        let answer = try await sender.send(request(name, value, exists: exists, to: user))
        if let url = try answer.answer.redirect() {
            guard url.lastPathComponent.hasPrefix(Self.listPage) else { throw unrecognised(answer.answer) }
            return nil
        }
        guard answer.status == 200, let page = answer.page else { throw unrecognised(answer.answer) }
        let fault = page.elements(class: "error").first { ["key", "value"].contains($0["data-field"] ?? "") }
        guard let fault else { throw unrecognised(answer.answer) }
        return RefusalText.words(fault.text, hiding: value)
    }

    private func request(_ name: String, _ value: String?, exists: Bool, to user: TargetUser) -> TargetRequest {
        let subject = [(name: "name", value: user.name), (name: "key", value: name)]
        guard let value else {
            let marks = [(name: "confirm", value: "true"), (name: "Delete", value: "Delete")]
            return .form(Self.folder + "DeleteUserProperty.jspa", subject + marks)
        }
        guard exists else {
            return .form(Self.folder + "EditUserProperties!add.jspa", subject + [("value", value), ("Add", "Add")])
        }
        return .form(Self.folder + "EditUserProperty!update.jspa", subject + [("value", value), ("Update", "Update")])
    }

    private func unrecognised(_ answer: TargetAnswer, because cause: String? = nil) -> TargetError {
        guard answer.status < 400 || answer.status == 404 else { return answer.failure() }
        let words = "this page (\(answer.status)) is not one that is known" + (cause.map { ": \($0)" } ?? "")
        return answer.error(
            .malformed, words, remedy: "nothing was written; if this Jira's pages differ, use method: companion")
    }
}
