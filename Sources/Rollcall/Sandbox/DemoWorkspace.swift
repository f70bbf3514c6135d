import Foundation
import Sandbox

/// The demo's folder: its configuration, secrets and store, as an operator would have them.
struct DemoWorkspace: Sendable {
    let folder: URL
    private let sandbox: RunningSandbox
    private static let clientState = "demo-client-state-6f1c2b"

    var configurationPath: String { folder.appending(path: "rollcall.yaml").path }

    init(for sandbox: RunningSandbox) throws {
        self.sandbox = sandbox
        folder = FileManager.default.temporaryDirectory.appending(path: "rollcall-demo-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let secrets = [
            "entra-secret": sandbox.configuration.clientSecret, "client-state": Self.clientState,
            "jira-password": sandbox.configuration.jiraPassword,
        ]
        for (name, secret) in secrets {
            try Data(secret.utf8).write(to: folder.appending(path: name))
        }
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    /// Writes the configuration; port 0 takes any, and the real ones are written once they are known so that the
    /// other commands can be tried beside the demo.
    func writeConfiguration(hooksPort: Int, consolePort: Int) throws {
        let text = """
            hooks:
              listen: 127.0.0.1:\(hooksPort)
              publicURL: http://127.0.0.1\(hooksPort == 0 ? "" : ":\(hooksPort)")
            console:
              listen: 127.0.0.1:\(consolePort)
              metrics: open
            store: { url: "sqlite:rollcall.db" }
            connectors:
              entra:
                type: entra
                tenantID: \(sandbox.configuration.tenantID)
                clientID: \(sandbox.configuration.clientID)
                clientSecret: { file: entra-secret }
                clientState: { file: client-state }
                graphURL: \(sandbox.graphURL.absoluteString)
                authorityURL: \(sandbox.authorityURL.absoluteString)
                subscriptions: { manage: true }
            targets:
              jira:
                type: jira
                baseURL: \(sandbox.jiraURL.absoluteString)
                method: admin-pages
                username: \(sandbox.configuration.jiraUsername)
                password: { file: jira-password }
            pipelines:
              - name: entra-jira
                connector: entra
                target: jira
                match: { source: userPrincipalName, transforms: [{ before: "@" }], target: username }
                scope: { include: [ { attribute: accountEnabled, equals: true } ] }
                mappings:
                  - { property: Department, from: department }
                  - { property: Position, from: jobTitle }
                  - { property: Phone, first: [mobilePhone, "businessPhones[0]"] }
                  - { property: Location, template: "{{officeLocation}}, {{city}}" }
                  - { property: Manager, from: manager.displayName }
            """
        try Data(text.utf8).write(to: folder.appending(path: "rollcall.yaml"), options: .atomic)
    }
}
