public import Foundation

/// `retention:` how long records are kept.
public struct RetentionSettings: Sendable, Hashable {
    public let deliveries: Duration
    public let history: Duration

    public init(deliveries: Duration = .seconds(30 * 86_400), history: Duration = .seconds(365 * 86_400)) {
        self.deliveries = deliveries
        self.history = history
    }

    init?(from reader: SettingsReader) {
        let range = Duration.seconds(60) ... .seconds(36_500 * 86_400)
        let deliveries = reader.duration("deliveries", default: RetentionSettings().deliveries, in: range)
        let history = reader.duration("history", default: RetentionSettings().history, in: range)
        guard let deliveries, let history else { return nil }
        self.init(deliveries: deliveries, history: history)
    }
}

/// `sweeps:` how often gaps are looked for.
public struct SweepsSettings: Sendable, Hashable {
    public let every: Duration

    public init(every: Duration = .seconds(300)) {
        self.every = every
    }

    init?(from reader: SettingsReader) {
        guard
            let every = reader.duration(
                "every", default: SweepsSettings().every, in: .seconds(1) ... .seconds(7 * 86_400))
        else { return nil }
        self.init(every: every)
    }
}

/// `reconciliation:` when all users are looked at.
public struct ReconciliationSettings: Sendable, Hashable {
    public enum Schedule: Sendable, Hashable {
        case every(Duration)
        case cron(CronExpression, TimeZone)
    }
    public enum Depth: String, Sendable, Hashable, CaseIterable { case light, deep }
    public enum First: String, Sendable, Hashable, CaseIterable { case manual, auto }

    public let schedule: Schedule
    public let depth: Depth
    public let deepEvery: Duration
    /// Whether a pipeline's first run waits for a person.
    public let first: First

    public init(
        schedule: Schedule = .every(.seconds(6 * 3600)), depth: Depth = .light,
        deepEvery: Duration = .seconds(7 * 86_400), first: First = .manual
    ) {
        self.schedule = schedule
        self.depth = depth
        self.deepEvery = deepEvery
        self.first = first
    }

    init?(from reader: SettingsReader) {
        let defaults = ReconciliationSettings()
        let range = Duration.seconds(1) ... .seconds(366 * 86_400)
        let every = reader.duration("every", default: .seconds(6 * 3600), in: range)
        let cron = reader.cron("cron")
        let zone = reader.timeZone("timeZone")
        let depth = reader.choice("depth", default: defaults.depth)
        let deepEvery = reader.duration("deepEvery", default: defaults.deepEvery, in: range)
        let first = reader.choice("first", default: defaults.first)
        if reader.isOverridden("every") == reader.isOverridden("cron"), reader.has("every"), reader.has("cron") {
            reader.problem("'\(reader.path)' has both every and cron: exactly one is allowed", key: "cron")
        }
        if reader.has("timeZone"), !reader.has("cron") {
            reader.warning("'\(reader.path).timeZone' has no effect without cron", key: "timeZone")
        }
        guard let every, let zone, let depth, let deepEvery, let first, cron != nil || !reader.has("cron") else {
            return nil
        }
        let keepsEvery = reader.isOverridden("every") && !reader.isOverridden("cron")
        let schedule = keepsEvery ? nil : cron.map { Schedule.cron($0, zone) }
        self.init(schedule: schedule ?? .every(every), depth: depth, deepEvery: deepEvery, first: first)
    }
}

extension SettingsReader {
    fileprivate func cron(_ key: String) -> CronExpression? {
        optional(key) { scalar in
            do throws(CronExpression.Fault) {
                return try CronExpression(scalar.text)
            } catch {
                reject(key, scalar, error.description)
                return nil
            }
        }
    }

    fileprivate func timeZone(_ key: String) -> TimeZone? {
        value(key, .gmt) { scalar in
            guard let zone = TimeZone(identifier: scalar.text) else {
                reject(key, scalar, "must be a time zone such as Europe/Berlin, not '\(scalar.text)'")
                return nil
            }
            return zone
        }
    }
}
