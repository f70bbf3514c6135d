import Foundation
import Sandbox

/// One target of the sandbox: how it is connected, and where a value can be seen.
struct SandboxTarget: Sendable {
    let system: SandboxSystem
    /// In the configuration.
    let name: String
    /// In words.
    let title: String
    /// What a department is called there.
    let department: String

    /// Those that this version can write to.
    static let all = [jira, confluence]

    static let jira = SandboxTarget(system: .jira, name: "jira", title: "Jira", department: "Department")

    static let confluence = SandboxTarget(
        system: .confluence, name: "confluence", title: "Confluence", department: "department")

    /// The target's part of a configuration for this sandbox.
    func settings(in sandbox: RunningSandbox) -> String {
        """
        type: \(name)
        baseURL: \(sandbox.url(of: system).absoluteString)
        method: admin-pages
        username: \(system == .confluence ? sandbox.configuration.confluenceUsername : sandbox.configuration.jiraUsername)
        password: { file: \(name)-password }
        """
    }

    /// A row's mapping to this target; nil where it has no place for it.
    func mapping(of row: SandboxConnector.Row) -> String? {
        guard system == .confluence else { return "{ property: \(row.property), \(row.source) }" }
        return row.field.map { "{ field: \($0), \(row.source) }" }
    }

    /// What the target shows as the user's department.
    func shownDepartment(of username: String, in sandbox: RunningSandbox) async -> String? {
        system == .confluence
            ? await sandbox.confluenceFields(of: username)[department]
            : await sandbox.jiraProperties(of: username)[department]
    }
}
