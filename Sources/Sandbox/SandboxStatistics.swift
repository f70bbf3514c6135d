/// What the imitations were asked since the start.
public struct SandboxStatistics: Sendable, Hashable, Codable {
    /// By kind, `graph.user` or `jira.editUserProperties`: every request that was understood, refused ones included.
    public var requests: [String: Int] = [:]
    /// Answered single reads at Graph, by the person's id.
    public var readsPerUser: [String: Int] = [:]
    /// Values set, changed and deleted in Jira, by user name.
    public var writesPerUser: [String: Int] = [:]
    public var tokens = 0
    public var signIns = 0
    public var refusedSignIns = 0
    public var webSudos = 0
    public var refusedWebSudos = 0
    /// Attempts, retries included.
    public var deliveriesSent = 0
    public var deliveriesAccepted = 0
    /// Deliveries given up after their last attempt.
    public var deliveriesLost = 0
    /// What no careful client does, the first 1,000: a POST without its token, a sign-in after the CAPTCHA, a path
    /// that does not exist.
    public var violations: [String] = []

    public init() {}
}
