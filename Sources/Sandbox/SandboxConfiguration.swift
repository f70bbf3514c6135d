/// What the sandbox imitates, where it listens and how the imitations behave.
///
/// Everything has a default that works together with a configuration written for `rollcall demo`; the secrets are
/// well-known on purpose, since the listeners are on loopback only.
public struct SandboxConfiguration: Sendable {
    /// Ports of 127.0.0.1; a system that isn't named, or 0, takes any that is free.
    public var ports: [SandboxSystem: Int] = [:]

    /// How many people Entra ID holds, service accounts included; 8 to 1,000,000.
    public var companySize = 40
    /// The same seed gives the same people, ids included.
    public var seed: UInt64 = 1
    /// What people's addresses end in.
    public var domain = "contoso.example"
    /// Okta's and Google's own people, whom no other directory knows; 4 to 20,000 each.
    public var oktaSize = 12
    public var oktaDomain = "fabrikam.example"
    public var googleSize = 12
    public var googleDomain = "northwind.example"

    public var tenantID = "7c1f8a3e-52d4-4b0e-9d5c-0f6a2b9e4d11"
    public var clientID = "c0a8012e-6f3b-4f0c-8a7d-3b5e9d1f2a44"
    public var clientSecret = "sandbox-client-secret"
    /// How long Graph's reads, Okta's `search` and Google's `query` still answer the old values after an edit.
    public var replicationDelay = Duration.zero
    /// How many notifications Graph sends for one change; more than one happens in reality.
    public var notificationsPerChange = 1

    public var oktaToken = "sandbox-okta-token"
    /// Whether Okta's verification challenge carries the hook's Authorization header.
    public var oktaChallengeIsAuthorized = true

    public var googleServiceAccount = "rollcall@sandbox.iam.gserviceaccount.com"
    public var googleDelegatedAdmin = "admin@northwind.example"
    /// The longest life of a channel, whatever was wished for.
    public var googleChannelLife = Duration.seconds(21_600)
    /// Whether a channel's `sync` message is sent before `watch` is answered, as happens in reality.
    public var googleSyncsFirst = true

    /// With a leading slash, or empty: `/jira`.
    public var jiraContextPath = ""
    public var jiraUsername = "rollcall"
    public var jiraPassword = "sandbox-jira-password"
    /// The group that everybody with an account is in.
    public var jiraGroup = "jira-software-users"
    /// The personal access token of the administrator: for REST and the companion endpoint.
    public var jiraToken = "sandbox-jira-token"
    /// Whether `GET /rest/api/2/user/list` exists (10.3 and later).
    public var jiraListsUsers = true

    public var confluenceContextPath = ""
    public var confluenceUsername = "rollcall"
    public var confluencePassword = "sandbox-confluence-password"
    public var confluenceGroup = "confluence-users"
    public var confluenceToken = "sandbox-confluence-token"
    /// Whether `GET /rest/api/user/list` exists (8.4 and later).
    public var confluenceListsUsers = true
    /// Whether the mobile plugin, which tells email addresses, is on.
    public var confluenceHasMobile = true
    /// The users come from LDAP or Crowd: names and email addresses cannot be edited, and the form shows them disabled.
    public var confluenceDirectoryIsReadOnly = false

    /// Of Jira and Confluence alike.
    public var companionPath = "/rest/scriptrunner/latest/custom/rollcallProfile"
    /// false: the script was never installed, its path answers 404 as any other.
    public var companionInstalled = true
    /// Whether the administration asks for the password again.
    public var webSudo = true
    /// How long a confirmed password holds after its last use.
    public var webSudoLife = Duration.seconds(600)

    public init() {}

    public var graphPort: Int {
        get { ports[.graph] ?? 0 }
        set { ports[.graph] = newValue }
    }
    public var jiraPort: Int {
        get { ports[.jira] ?? 0 }
        set { ports[.jira] = newValue }
    }
    public var controlPort: Int {
        get { ports[.control] ?? 0 }
        set { ports[.control] = newValue }
    }
}

extension SandboxConfiguration {
    /// What Jira's and Confluence's sessions are opened with.
    func gate(of target: SandboxSystem) -> AccountSessions.Gate {
        AccountSessions.Gate(
            system: target, username: target == .confluence ? confluenceUsername : jiraUsername,
            password: target == .confluence ? confluencePassword : jiraPassword, webSudo: webSudo,
            webSudoLife: webSudoLife)
    }
}
