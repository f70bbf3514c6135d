/// Something that goes wrong at an imitation until it has hit `requests` times or is cleared.
///
/// As JSON, `{"part": "graph", "kind": "throttle", "requests": 3, "retryAfter": 2}`.
public struct Fault: Sendable, Hashable, Codable {
    public enum Part: String, Sendable, Hashable, Codable, CaseIterable {
        /// Graph's tokens, reads, subscriptions.
        case token, users, subscriptions
        /// All of Graph but its tokens.
        case graph
        /// Jira's REST resources, companion endpoint, administration pages; `jira` is all of them.
        case rest, companion, pages, jira
    }
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// 429 with `retryAfter`.
        case throttle
        /// `status` with the product's own error body, and `retryAfter` if one is given.
        case status
        /// No answer for `seconds`, then the connection ends.
        case hang
        /// A 200 with HTML of a proxy.
        case html
        /// A body shorter than its Content-Length, then the connection ends.
        case cutOff
        /// An answer of 10 MB.
        case huge
        /// The answer as ever, `seconds` late.
        case delay
        /// A redirect to another host.
        case redirect
        /// Jira: the sign-in page with 200 in place of what was asked.
        case loginPage
        /// Jira: nobody listens any more; in force until cleared.
        case refuseConnections
        /// Jira, at once and once: all sessions are forgotten.
        case expireSessions
        /// Jira, at once and once: confirmed passwords are forgotten.
        case expireWebSudo
        /// Jira, at once and once: forms must carry another `atl_token`.
        case expireXSRF
        /// Graph, at once and once: all subscriptions are gone, and nobody is told.
        case dropSubscriptions
        /// Graph's users: selected properties are missing from the answer (a partial read).
        case partial
    }
    public var part: Part
    public var kind: Kind
    /// nil: until cleared.
    public var requests: Int?
    /// For `status`.
    public var status: Int?
    /// Seconds.
    public var retryAfter: Int?
    /// For `hang` (default 120, the most) and `delay` (default 1).
    public var seconds: Double?
    /// Only requests whose path or query contains this text.
    public var matching: String?

    public init(
        _ kind: Kind, at part: Part, requests: Int? = nil, status: Int? = nil, retryAfter: Int? = nil,
        seconds: Double? = nil, matching: String? = nil
    ) {
        self.part = part
        self.kind = kind
        self.requests = requests
        self.status = status
        self.retryAfter = retryAfter
        self.seconds = seconds
        self.matching = matching
    }
}
