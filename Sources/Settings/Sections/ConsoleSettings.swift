/// `console:` the operators' listener: web console, API, metrics, health.
public struct ConsoleSettings: Sendable, Hashable {
    public enum Metrics: String, Sendable, Hashable, CaseIterable {
        /// Any of `apiTokens` as Bearer.
        case token
        case open
    }
    public enum Role: String, Sendable, Hashable, Codable, CaseIterable {
        case viewer, operatorRole = "operator", admin
    }

    public struct APIToken: Sendable, Hashable {
        public let name: String
        public let token: Secret
        public let role: Role

        public init(name: String, token: Secret, role: Role) {
            self.name = name
            self.token = token
            self.role = role
        }
    }

    public let listen: ListenAddress
    public let tls: TLSFiles?
    public let metrics: Metrics
    /// From `rollcall hash-password`.
    public let adminPasswordHash: Secret?
    public let apiTokens: [APIToken]
    public let oidc: SingleSignOnSettings?

    public init(
        listen: ListenAddress = ListenAddress(host: "127.0.0.1", port: 8080), tls: TLSFiles? = nil,
        metrics: Metrics = .token, adminPasswordHash: Secret? = nil, apiTokens: [APIToken] = [],
        oidc: SingleSignOnSettings? = nil
    ) {
        self.listen = listen
        self.tls = tls
        self.metrics = metrics
        self.adminPasswordHash = adminPasswordHash
        self.apiTokens = apiTokens
        self.oidc = oidc
    }

    init?(from reader: SettingsReader) {
        let defaults = ConsoleSettings()
        let listen = reader.listenAddress("listen", default: defaults.listen)
        let tls = reader.overridableSection("tls", scalars: ["certificate", "privateKey"]).flatMap(TLSFiles.init)
        let metrics = reader.choice("metrics", default: defaults.metrics)
        let hash = reader.section("admin")?.secret("passwordHash")
        let apiTokens = reader.apiTokens("apiTokens")
        let oidc = reader.section("oidc").flatMap(SingleSignOnSettings.init)
        guard let listen, let metrics, let apiTokens else { return nil }
        self.init(
            listen: listen, tls: tls, metrics: metrics, adminPasswordHash: hash, apiTokens: apiTokens, oidc: oidc)
    }
}

extension SettingsReader {
    fileprivate func apiTokens(_ key: String) -> [ConsoleSettings.APIToken]? {
        guard let items = sections(key) else { return nil }
        var tokens: [ConsoleSettings.APIToken] = []
        for item in items {
            let name = item.text("name")
            let token = item.secret("token")
            let role = item.choice("role", as: ConsoleSettings.Role.self)
            guard let name, let token, let role else { continue }
            if tokens.contains(where: { $0.name == name }) {
                item.problem("'\(item.path)' has the name '\(name)' of another token", key: "name")
            }
            if let twin = tokens.first(where: { $0.token == token }) {
                item.problem("'\(item.path)' is the same token as '\(twin.name)'", key: "token")
            }
            tokens.append(ConsoleSettings.APIToken(name: name, token: token, role: role))
        }
        return tokens
    }
}
