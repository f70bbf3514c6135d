/// `workers:` how users are worked off.
public struct WorkersSettings: Sendable, Hashable {
    /// Passes at once for each target, on each node.
    public let concurrency: Int
    /// Failures of one user in one pipeline before it becomes a dead letter.
    public let maxAttempts: Int
    public let retryBase: Duration
    public let retryCap: Duration
    /// The least time between two syncs of one user.
    public let settle: Duration
    /// When a notified user that reads unchanged is read again, each after the one before.
    public let rereads: [Duration]

    public init(
        concurrency: Int = 8, maxAttempts: Int = 15, retryBase: Duration = .seconds(2),
        retryCap: Duration = .seconds(900), settle: Duration = .seconds(5),
        rereads: [Duration] = [.seconds(5), .seconds(30), .seconds(120)]
    ) {
        self.concurrency = concurrency
        self.maxAttempts = maxAttempts
        self.retryBase = retryBase
        self.retryCap = retryCap
        self.settle = settle
        self.rereads = rereads
    }

    init?(from reader: SettingsReader) {
        let defaults = WorkersSettings()
        let concurrency = reader.integer("concurrency", default: defaults.concurrency, in: 1...256)
        let maxAttempts = reader.integer("maxAttempts", default: defaults.maxAttempts, in: 1...1000)
        let base = reader.duration("retryBase", default: defaults.retryBase, in: .milliseconds(1) ... .seconds(3600))
        let cap = reader.duration("retryCap", default: defaults.retryCap, in: .milliseconds(1) ... .seconds(86_400))
        let settle = reader.duration("settle", default: defaults.settle, in: .zero ... .seconds(3600))
        let rereads = reader.durations(
            "rereads", default: defaults.rereads, in: .milliseconds(1) ... .seconds(604_800), atMost: 16)
        if let base, let cap, cap < base {
            reader.problem(
                "'\(reader.fullName(of: "retryCap"))' must not be shorter than retryBase",
                key: reader.has("retryCap") ? "retryCap" : "retryBase")
        }
        guard let concurrency, let maxAttempts, let base, let cap, let settle, let rereads else { return nil }
        self.init(
            concurrency: concurrency, maxAttempts: maxAttempts, retryBase: base, retryCap: cap, settle: settle,
            rereads: rereads)
    }
}
