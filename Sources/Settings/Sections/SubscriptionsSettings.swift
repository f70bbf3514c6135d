/// `subscriptions:` of an IdP connector: who makes what the IdP calls us by.
public struct SubscriptionsSettings: Sendable, Hashable {
    /// Made, renewed and removed by us.
    public let manage: Bool
    public let checkEvery: Duration
    /// The only ids accepted, when somebody else makes them; empty: whichever tenant and clientState verify.
    public let ids: [String]

    public init(manage: Bool = true, checkEvery: Duration = .seconds(900), ids: [String] = []) {
        self.manage = manage
        self.checkEvery = checkEvery
        self.ids = ids
    }
}

extension SettingsReader {
    /// `subscriptions:` with its defaults when absent.
    public func subscriptions() -> SubscriptionsSettings? {
        let defaults = SubscriptionsSettings()
        guard let section = section("subscriptions") else { return isWritten("subscriptions") ? nil : defaults }
        let manage = section.flag("manage", default: defaults.manage)
        let checkEvery = section.duration(
            "checkEvery", default: defaults.checkEvery, in: .seconds(1) ... .seconds(86_400))
        let ids = section.texts("ids")
        if manage == true, section.has("ids") {
            section.problem(
                "'\(section.path).ids' pins what somebody else makes", key: "ids", remedy: "say manage: false beside it"
            )
        }
        guard let manage, let checkEvery, let ids else { return nil }
        return SubscriptionsSettings(manage: manage, checkEvery: checkEvery, ids: ids)
    }

    /// `requestsPerSecond:` from 1 to 1000.
    public func requestsPerSecond(default fallback: Int) -> Int? {
        integer("requestsPerSecond", default: fallback, in: 1...1000)
    }

    /// `success:` the exact status that the sender waits for.
    ///
    /// Senders read 3xx as failure and 410 as "switch the hook off", so only 200 to 299 are allowed.
    public func success(default fallback: Int) -> Int? { integer("success", default: fallback, in: 200...299) }
}
