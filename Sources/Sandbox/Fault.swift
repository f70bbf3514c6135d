/// Something that goes wrong at an imitation until it has hit `requests` times or is cleared.
///
/// As JSON, `{"part": "graph", "kind": "throttle", "requests": 3, "retryAfter": 2}`.
public struct Fault: Sendable, Hashable, Codable {
    public enum Part: String, Sendable, Hashable, Codable, CaseIterable {
        /// Graph's tokens, reads, subscriptions.
        case token, users, subscriptions
        /// All of Graph but its tokens.
        case graph
        /// Okta's users, event hooks and schema; `okta` is all of it.
        case oktaUsers, eventHooks, schema, okta
        /// Google's tokens, users and channels; `google` is all but the tokens.
        case googleToken, googleUsers, channels, google
        /// Jira's REST resources, companion endpoint, administration pages; `jira` is all of them.
        case rest, companion, pages, jira
        /// The same of Confluence.
        case confluenceRest, confluenceCompanion, confluencePages, confluence

        /// Whose part it is.
        public var system: SandboxSystem {
            switch self {
            case .token, .users, .subscriptions, .graph: .graph
            case .oktaUsers, .eventHooks, .schema, .okta: .okta
            case .googleToken, .googleUsers, .channels, .google: .google
            case .rest, .companion, .pages, .jira: .jira
            case .confluenceRest, .confluenceCompanion, .confluencePages, .confluence: .confluence
            }
        }
    }
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// Too many requests, as the product says it: 429 with `retryAfter`, Okta's with `X-Rate-Limit-Reset`, Google's
        /// 403 `userRateLimitExceeded`.
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
        /// Jira and Confluence: the sign-in page with 200 in place of what was asked.
        case loginPage
        /// Nobody listens any more at the part's system; in force until cleared.
        case refuseConnections
        /// Jira and Confluence, at once and once: all sessions are forgotten.
        case expireSessions
        /// Jira and Confluence, at once and once: confirmed passwords are forgotten.
        case expireWebSudo
        /// Jira and Confluence, at once and once: forms must carry another `atl_token`.
        case expireXSRF
        /// A directory, at once and once: all subscriptions, event hooks or channels are gone, and nobody is told.
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
