import Domain
import Foundation
import Sandbox
import TestSupport

extension SystemPlan {
    /// Confluence beside Jira, whose users are matched by mail address.
    static func withWiki(_ method: Method = .adminPages, requestsPerSecond: Int = 1000) -> SystemPlan {
        var plan = SystemPlan()
        let credentials =
            switch method {
            case .adminPages: "username: \(plan.sandbox.confluenceUsername)\n    password: { file: wiki-password }"
            case .companion: "token: { file: wiki-token }"
            }
        plan.secrets = [
            "wiki-password": plan.sandbox.confluencePassword, "wiki-token": plan.sandbox.confluenceToken,
        ]
        plan.moreTargets = """
              wiki:
                type: confluence
                baseURL: \(wikiAddress)
                method: \(method.rawValue)
                \(credentials)
                requestsPerSecond: \(requestsPerSecond)
            """
        plan.morePipelines = """
              - name: entra-wiki
                connector: entra
                target: wiki
                match: { source: mail, target: email }
                scope: \(plan.scope)
                mappings:
                  - { field: department, from: department }
                  - { field: position, from: jobTitle }
                  - { field: website, constant: intranet.contoso.example }
            """
        return plan
    }

    /// Stands in the file until the sandbox has told its own.
    static let wikiAddress = "http://127.0.0.1:2"
}

extension RollcallSystem {
    /// Names the sandbox's Confluence in the configuration.
    func connectWiki() throws {
        let text = try String(contentsOf: folder.appending(path: "rollcall.yaml"), encoding: .utf8)
        try write(
            text.replacing(SystemPlan.wikiAddress + "\n", with: sandbox.confluenceURL.absoluteString + "\n"),
            to: "rollcall.yaml")
    }

    /// Awaits that Confluence shows a field as it should be.
    func wikiShows(
        _ value: String?, as field: String = "department", of person: Person, within limit: Duration = .seconds(60)
    ) async throws {
        try await waitUntil(limit, "\(field) of \(person.jiraUsername) in Confluence to be \(value ?? "nothing")") {
            await sandbox.confluenceFields(of: person.jiraUsername)[field] == value
        }
    }
}
