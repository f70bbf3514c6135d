import Domain
import Foundation

@testable import Sandbox

/// A visit to the imitated Jira in the way of a careful client.
struct JiraVisit: Sendable {
    let sandbox: RunningSandbox
    let visitor = Visitor()

    var base: String { sandbox.jiraURL.absoluteString }
    func page(_ name: String) -> String { "\(base)/secure/admin/user/\(name)" }

    @discardableResult
    func signIn(password: String? = nil) async throws -> Reply {
        try await visitor.json(
            "POST", "\(base)/rest/auth/1/session",
            .object([
                "username": .text(sandbox.configuration.jiraUsername),
                "password": .text(password ?? sandbox.configuration.jiraPassword),
            ]))
    }

    var token: String { get async { await visitor.cookies["atlassian.xsrf.token"] ?? "" } }

    @discardableResult
    func confirm(
        password: String? = nil, destination: String = "/secure/admin/user/EditUserProperties.jspa?name=x"
    ) async throws -> Reply {
        try await post(
            "\(base)/secure/admin/WebSudoAuthenticate.jspa",
            [
                "webSudoPassword": password ?? sandbox.configuration.jiraPassword, "webSudoDestination": destination,
                "webSudoIsPost": "false",
            ])
    }

    func post(_ url: String, _ form: [String: String]) async throws -> Reply {
        var form = form
        form["atl_token"] = await token
        return try await visitor.post(url, form: form, headers: ["X-Atlassian-Token": "no-check"])
    }

    func add(_ key: String, _ value: String, to name: String) async throws -> Reply {
        try await post(page("EditUserProperties!add.jspa"), ["name": name, "key": key, "value": value, "Add": "Add"])
    }

    func list(_ name: String) async throws -> Reply {
        try await visitor.get(page("EditUserProperties.jspa?name=\(name)"))
    }
}
