import Foundation
import Sandbox

/// A folder with a configuration that connects Rollcall with everything in a sandbox, its secrets and its store, as an
/// operator would have them.
struct SandboxWorkspace: Sendable {
    let folder: URL
    private let sandbox: RunningSandbox

    var configurationPath: String { folder.appending(path: "rollcall.yaml").path }

    /// Writes the secrets into the folder, which is made where it isn't there.
    init(for sandbox: RunningSandbox, at folder: URL) throws {
        self.sandbox = sandbox
        self.folder = folder
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        for (name, secret) in Self.secrets(of: sandbox.configuration) {
            try Data(secret.utf8).write(to: folder.appending(path: name))
        }
        try sandbox.googleServiceAccountKey().write(to: folder.appending(path: "google.json"))
    }

    /// In a new folder for temporary files.
    init(for sandbox: RunningSandbox, named name: String) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "\(name)-\(UUID().uuidString.prefix(8))")
        try self.init(for: sandbox, at: folder)
    }

    private static func secrets(of configuration: SandboxConfiguration) -> [String: String] {
        [
            "entra-secret": configuration.clientSecret, "entra-client-state": "sandbox-client-state-6f1c2b",
            "okta-token": configuration.oktaToken, "okta-hook-secret": "sandbox-hook-secret-93ad07",
            "google-channel-token": "sandbox-channel-token-2be618",
            "jira-token": configuration.jiraToken, "confluence-token": configuration.confluenceToken,
            "jira-password": configuration.jiraPassword, "confluence-password": configuration.confluencePassword,
        ]
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    /// Writes the configuration; port 0 takes any, and the real ones are written once they are known so that the
    /// other commands can be tried beside the service.
    func writeConfiguration(hooksPort: Int, consolePort: Int) throws {
        let text = configuration(hooksPort: hooksPort, consolePort: consolePort)
        try Data(text.utf8).write(to: folder.appending(path: "rollcall.yaml"), options: .atomic)
    }

    /// Every connector to every target.
    func configuration(hooksPort: Int, consolePort: Int) -> String {
        var lines = [
            "hooks:", "  listen: 127.0.0.1:\(hooksPort)",
            "  publicURL: http://127.0.0.1\(hooksPort == 0 ? "" : ":\(hooksPort)")", "console:",
            "  listen: 127.0.0.1:\(consolePort)", "  metrics: open", "store: { url: \"sqlite:rollcall.db\" }",
            "connectors:",
        ]
        for connector in SandboxConnector.all {
            lines.append("  \(connector.name):")
            lines += Self.indented(connector.settings(in: sandbox))
        }
        lines.append("targets:")
        for target in SandboxTarget.all {
            lines.append("  \(target.name):")
            lines += Self.indented(target.settings(in: sandbox))
        }
        lines.append("pipelines:")
        for connector in SandboxConnector.all {
            for target in SandboxTarget.all { lines += Self.pipeline(from: connector, to: target) }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func pipeline(from connector: SandboxConnector, to target: SandboxTarget) -> [String] {
        [
            "  - name: \(connector.name)-\(target.name)", "    connector: \(connector.name)",
            "    target: \(target.name)",
            "    match: { source: \(connector.matches), transforms: [{ before: \"@\" }], target: username }",
            "    scope: { include: [ \(connector.scope) ] }", "    mappings:",
        ] + connector.rows.compactMap(target.mapping).map { "      - \($0)" }
    }

    private static func indented(_ text: String) -> [String] {
        text.split(separator: "\n").map { "    \($0)" }
    }
}
