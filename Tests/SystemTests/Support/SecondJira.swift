import Foundation
import Logging
import Sandbox

extension SystemPlan {
    /// Two targets, the second in a sandbox of its own; its address follows with ``SecondJira/with(_:_:)``.
    static var withSecondJira: SystemPlan {
        var plan = SystemPlan()
        plan.moreTargets = """
              second:
                type: jira
                baseURL: http://127.0.0.1:1
                method: admin-pages
                username: rollcall
                password: { file: jira-password }
                requestsPerSecond: 1000
            """
        plan.morePipelines = """
              - name: entra-second
                connector: entra
                target: second
                match: { source: userPrincipalName, transforms: [{ before: "@" }], target: username }
                mappings:
                  - { property: Department, from: department }
            """
        return plan
    }
}

/// A second Jira with the same people.
enum SecondJira {
    static func with(
        _ system: RollcallSystem, _ body: @Sendable (RunningSandbox) async throws -> Void
    ) async throws {
        var quiet = Logger(label: "second sandbox")
        quiet.logLevel = .critical
        try await SandboxService.withSandbox(system.plan.sandbox, logger: quiet) { second in
            let path = system.folder.appending(path: "rollcall.yaml")
            let text = try String(contentsOf: path, encoding: .utf8)
            try system.write(
                text.replacing("http://127.0.0.1:1\n", with: second.jiraURL.absoluteString + "\n"),
                to: "rollcall.yaml")
            try await body(second)
        }
    }
}
