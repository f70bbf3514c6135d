import Foundation
import Sandbox

/// What a test's configuration says, as the lines of the file; the defaults are quick and work together.
struct SystemPlan: Sendable {
    enum Method: String, Sendable, CaseIterable {
        case adminPages = "admin-pages"
        case companion
    }

    var sandbox = SandboxConfiguration()
    var method = Method.adminPages
    var hooks: [String: String] = [:]
    var console = ["metrics": "open"]
    var store = "{ url: \"sqlite:rollcall.db\" }"
    var workers = [
        "concurrency": "4", "maxAttempts": "5", "retryBase": "100ms", "retryCap": "500ms", "settle": "200ms",
        "rereads": "[500ms, 2s]",
    ]
    var entra = ["requestsPerSecond": "1000", "subscriptions": "{ manage: true, checkEvery: 1s }"]
    var jira = ["requestsPerSecond": "1000"]
    var match = "{ source: userPrincipalName, transforms: [{ before: \"@\" }], target: username }"
    var scope = "{ include: [ { attribute: accountEnabled, equals: true } ] }"
    var mappings = [
        "{ property: Department, from: department }",
        "{ property: Position, from: jobTitle }",
        "{ property: Phone, first: [mobilePhone, \"businessPhones[0]\"] }",
    ]
    /// Whole sections, indented as they stand in the file.
    var moreConnectors = ""
    var moreTargets = ""
    var morePipelines = ""
    /// Files that hold secrets, by name; each is looked for in everything that is printed.
    var secrets: [String: String] = [:]

    var jiraCredentials: [String: String] {
        switch method {
        case .adminPages: ["username": sandbox.jiraUsername, "password": "{ file: jira-password }"]
        case .companion: ["token": "{ file: jira-token }"]
        }
    }

    var allSecrets: [String: String] {
        [
            "entra-secret": sandbox.clientSecret, "client-state": "system-client-state-5d1f",
            "jira-password": sandbox.jiraPassword, "jira-token": sandbox.jiraToken,
        ].merging(secrets) { $1 }
    }

    func text(hooksPort: Int, graph: URL, authority: URL, jira jiraURL: URL) -> String {
        let hooks = ["listen": "127.0.0.1:\(hooksPort)", "publicURL": "http://127.0.0.1:\(hooksPort)"]
            .merging(hooks) { $1 }
        let connector = [
            "type": "entra", "tenantID": sandbox.tenantID, "clientID": sandbox.clientID,
            "clientSecret": "{ file: entra-secret }", "clientState": "{ file: client-state }",
            "graphURL": graph.absoluteString, "authorityURL": authority.absoluteString,
        ].merging(entra) { $1 }
        let target = ["type": "jira", "baseURL": jiraURL.absoluteString, "method": method.rawValue]
            .merging(jiraCredentials) { $1 }.merging(jira) { $1 }
        return """
            hooks:
            \(Self.lines(hooks, indent: 2))
            console:
            \(Self.lines(["listen": "127.0.0.1:0"].merging(console) { $1 }, indent: 2))
            store: \(store)
            workers:
            \(Self.lines(workers, indent: 2))
            connectors:
              entra:
            \(Self.lines(connector, indent: 4))
            \(moreConnectors)
            targets:
              jira:
            \(Self.lines(target, indent: 4))
            \(moreTargets)
            pipelines:
              - name: entra-jira
                connector: entra
                target: jira
                match: \(match)
                scope: \(scope)
                mappings:
            \(mappings.map { "      - \($0)" }.joined(separator: "\n"))
            \(morePipelines)
            """
    }

    private static func lines(_ values: [String: String], indent: Int) -> String {
        values.sorted { $0.key < $1.key }
            .map { String(repeating: " ", count: indent) + "\($0.key): \($0.value)" }.joined(separator: "\n")
    }
}
