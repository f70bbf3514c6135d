/// What the sandbox imitates, where it listens and how the imitations behave.
///
/// Everything has a default that works together with a configuration written for `rollcall demo`; the secrets are
/// well-known on purpose, since the listeners are on loopback only.
public struct SandboxConfiguration: Sendable {
    /// Ports of 127.0.0.1; 0 takes any that is free.
    public var graphPort = 0
    public var jiraPort = 0
    public var controlPort = 0

    /// How many people work there, service accounts included; 8 to 1,000,000.
    public var companySize = 40
    /// The same seed gives the same company, ids included.
    public var seed: UInt64 = 1
    /// What people's addresses end in.
    public var domain = "contoso.example"

    public var tenantID = "7c1f8a3e-52d4-4b0e-9d5c-0f6a2b9e4d11"
    public var clientID = "c0a8012e-6f3b-4f0c-8a7d-3b5e9d1f2a44"
    public var clientSecret = "sandbox-client-secret"
    /// How long Graph's reads still answer the old values after an edit.
    public var replicationDelay = Duration.zero
    /// How many notifications Graph sends for one change; more than one happens in reality.
    public var notificationsPerChange = 1

    /// With a leading slash, or empty: `/jira`.
    public var jiraContextPath = ""
    public var jiraUsername = "rollcall"
    public var jiraPassword = "sandbox-jira-password"
    /// The group that everybody with an account is in.
    public var jiraGroup = "jira-software-users"
    /// The personal access token of the administrator: for REST and the companion endpoint.
    public var jiraToken = "sandbox-jira-token"
    public var companionPath = "/rest/scriptrunner/latest/custom/rollcallProfile"
    /// false: the script was never installed, its path answers 404 as any other.
    public var companionInstalled = true
    /// Whether the administration asks for the password again.
    public var webSudo = true
    /// How long a confirmed password holds after its last use.
    public var webSudoLife = Duration.seconds(600)
    /// Whether `GET /rest/api/2/user/list` exists (10.3 and later).
    public var jiraListsUsers = true

    public init() {}
}
