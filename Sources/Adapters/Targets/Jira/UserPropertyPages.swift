import Domain
import Foundation
import HTML

/// Method admin-pages: the pages behind "Edit user properties", as an administrator opens them in a browser.
struct UserPropertyPages: ProfileMethod {
    private static let folder = "/secure/admin/user/"
    private static let listPage = "EditUserProperties.jspa"

    let sender: any AuthenticatedSender
    let users: JiraUsers

    let part = "administration pages"

    static func list(of name: String) -> TargetRequest { .page(folder + listPage, query: [("name", name)]) }

    func values(of user: TargetUser) async throws(TargetError) -> [String: String] {
        let answer = try await sender.send(Self.list(of: user.name))
        if answer.status == 200, let page = answer.page {
            do {
                if case .properties(let properties) = try PropertiesPage(page) { return properties }
            } catch {
                throw answer.answer.unrecognised(because: error.cause)
            }
        } else if answer.status != 404 {
            throw answer.answer.unrecognised()
        }
        // The page for a name that nobody has looks like any page that is not known: REST tells the two apart.
        guard let named = try await users.user(name: user.name), named.key == user.key else {
            throw answer.answer.error(.notFound, "nobody has this user name any more: deleted or renamed")
        }
        throw answer.answer.unrecognised(because: "it has neither properties nor the form to add one")
    }

    func write(_ changes: [TargetChange], to user: TargetUser) async throws(TargetError) -> [String: String] {
        var refusals: [String: String] = [:]
        var listed: [String: String]?
        for change in changes where change.old != change.new {
            refusals[change.attribute.name] = try await write(change, to: user, &listed)
        }
        let after = try await values(of: user)
        for change in changes {
            let (name, value) = (change.attribute.name, change.new)
            guard refusals[name] == nil, after[name] != value else { continue }
            refusals[name] = ReadBack.words(wanted: value, found: after[name], at: .jira)
        }
        return refusals
    }

    func examine(_ account: TargetUser) async throws(TargetError) { _ = try await values(of: account) }

    private enum PostResult {
        case done
        /// In words; `isAboutKey`: it may be there already, or not any more.
        case refused(String, isAboutKey: Bool)
        case unrecognised(TargetError)

        var mayBeAboutKey: Bool {
            switch self {
            case .done: false
            case .refused(_, let isAboutKey): isAboutKey
            case .unrecognised: true
            }
        }
    }

    /// Chooses the form by what the plan saw a moment ago, under the same claim. Where Jira does not take it, somebody else
    /// added or removed the property since: it is listed again, once, and chosen again.
    ///
    /// - Parameter listed: The properties as they were listed again for this user.
    /// - Returns: Why Jira refused it, nil when it says that it is done.
    private func write(
        _ change: TargetChange, to user: TargetUser, _ listed: inout [String: String]?
    ) async throws(TargetError) -> String? {
        let (name, value) = (change.attribute.name, change.new)
        let exists = listed.map { $0[name] != nil } ?? (change.old != nil)
        var result = try await post(name, value, exists: exists, to: user)
        if listed == nil, result.mayBeAboutKey {
            let present = try await values(of: user)
            listed = present
            if present[name] == value { return nil }
            let isThere = present[name] != nil
            if isThere != exists { result = try await post(name, value, exists: isThere, to: user) }
        }
        switch result {
        case .done: return nil
        case .refused(let words, _): return words
        case .unrecognised(let error): throw error
        }
    }

    private func post(
        _ name: String, _ value: String?, exists: Bool, to user: TargetUser
    ) async throws(TargetError) -> PostResult {
        let answer = try await sender.send(request(name, value, exists: exists, to: user))
        if let url = try answer.answer.redirect() {
            guard url.lastPathComponent.hasPrefix(Self.listPage) else { throw answer.answer.unrecognised() }
            return .done
        }
        guard answer.status == 200, let page = answer.page else { throw answer.answer.unrecognised() }
        let fault = page.elements(class: "error").first { ["key", "value"].contains($0["data-field"] ?? "") }
        guard let fault else { return .unrecognised(answer.answer.unrecognised()) }
        return .refused(
            RefusalText.words(fault.text, hiding: value, of: .jira), isAboutKey: fault["data-field"] == "key")
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
}
