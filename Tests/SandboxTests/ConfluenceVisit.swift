import Domain
import Foundation

@testable import Sandbox

/// A visit to the imitated Confluence in the way of a careful client, and of careless ones.
struct ConfluenceVisit: Sendable {
    let sandbox: RunningSandbox
    let visitor = Visitor()

    var base: String { sandbox.confluenceURL.absoluteString }
    func formURL(_ name: String) -> String { "\(base)/admin/users/edituser.action?username=\(Form.encode(name))" }

    @discardableResult
    func signIn(password: String? = nil) async throws -> Reply {
        try await visitor.post(
            "\(base)/dologin.action",
            form: [
                "os_username": sandbox.configuration.confluenceUsername,
                "os_password": password ?? sandbox.configuration.confluencePassword, "os_cookie": "true",
                "login": "Log in", "os_destination": "",
            ])
    }

    @discardableResult
    func confirm(password: String? = nil, destination: String = "/admin/users/edituser.action") async throws -> Reply {
        try await visitor.post(
            "\(base)/doauthenticate.action",
            form: [
                "password": password ?? sandbox.configuration.confluencePassword, "authenticate": "Confirm",
                "destination": destination,
            ], headers: ["X-Atlassian-Token": "no-check"])
    }

    /// Where the edit form of that user posts to.
    func action(_ name: String) async throws -> String {
        let page = try await visitor.get(formURL(name)).text
        guard let match = page.firstMatch(of: /name="editUser" action="([^"]+)"/) else {
            throw SandboxError(.badValue, "no form")
        }
        return "\(base)/admin/users/" + String(match.1).replacing("&amp;", with: "&")
    }

    /// Posts the form with the account's own names, and what is to differ from that; nil leaves a field out.
    func edit(
        _ name: String, _ changes: [String: String?],
        headers: [String: String] = ["X-Atlassian-Token": "no-check"]
    ) async throws -> Reply {
        let action = try await action(name)
        guard let account = await account(name) else { throw SandboxError(.noSuchPerson, name) }
        var form: [String: String] = [
            "username": account.name, "fullName": account.fullName, "email": account.email, "confirm": "Submit",
        ]
        for (field, value) in changes { form[field] = value }
        return try await visitor.post(action, form: form, headers: headers)
    }

    func account(_ name: String) async -> ConfluenceAccount? {
        await sandbox.desk.imitations.confluenceAccounts.account(named: name)
    }
}
