/// What the imitations were asked since the start.
public struct SandboxStatistics: Sendable, Hashable, Codable {
    /// What an Atlassian product counts.
    public struct Target: Sendable, Hashable, Codable {
        /// Values set, changed and deleted, by user name.
        public var writesPerUser: [String: Int] = [:]
        public var signIns = 0
        public var refusedSignIns = 0
        public var webSudos = 0
        public var refusedWebSudos = 0
        /// Writes of an account while another write of it was under way.
        public var overlaps = 0
    }
    /// By kind, `graph.user` or `jira.editUserProperties`: every request that was understood, refused ones included.
    public var requests: [String: Int] = [:]
    /// Answered single reads at the directories, by the person's id.
    public var readsPerUser: [String: Int] = [:]
    public var jira = Target()
    public var confluence = Target()
    /// Access tokens that Entra ID and Google gave out.
    public var tokens = 0
    /// Attempts, retries included.
    public var deliveriesSent = 0
    public var deliveriesAccepted = 0
    /// Deliveries given up: after the last attempt, or at an answer that the sender doesn't ask again after.
    public var deliveriesLost = 0
    /// What no careful client does, the first 1,000: a POST without its token, a sign-in after the CAPTCHA, a path
    /// that does not exist, a user renamed.
    public var violations: [String] = []

    public init() {}

    /// Jira's counts by their own names.
    public var writesPerUser: [String: Int] { jira.writesPerUser }
    public var signIns: Int { jira.signIns }
    public var refusedSignIns: Int { jira.refusedSignIns }
    public var webSudos: Int { jira.webSudos }
    public var refusedWebSudos: Int { jira.refusedWebSudos }
}
