/// An imitated system; each has a listener of its own on 127.0.0.1, `control` the sandbox's own one.
public enum SandboxSystem: String, Sendable, Hashable, Codable, CaseIterable {
    /// Microsoft Graph, for Entra ID.
    case graph
    case okta
    /// The Directory API, for Google Cloud Identity.
    case google
    case jira, confluence
    case control

    /// Those that hold people.
    public static let directories: [SandboxSystem] = [.graph, .okta, .google]
    /// Those that profile data is written to.
    public static let targets: [SandboxSystem] = [.jira, .confluence]
}
