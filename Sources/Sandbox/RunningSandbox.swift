public import Foundation

/// A sandbox whose listeners listen: where they are, and what can be done to the company behind them.
public struct RunningSandbox: Sendable {
    public let configuration: SandboxConfiguration
    /// With `/v1.0`: what a connector's `graphURL` is.
    public let graphURL: URL
    public let authorityURL: URL
    /// With the context path, if there is one.
    public let jiraURL: URL
    public let controlURL: URL

    /// Everybody, in the order of the directory's listing. For big companies see ``person(_:)``.
    public func people() async -> [Person] { [] }

    /// By id, user principal name or mail (without case), as they are after all edits; nil: nobody, or deleted.
    public func person(_ name: String) async -> Person? { nil }

    /// Changes a person's profile and has all subscribers and registered webhooks told.
    ///
    /// - Parameter changes: Graph's names with nil for "no value": `department`, `businessPhones[0]`,
    ///   `onPremisesExtensionAttributes.extensionAttribute1`, `accountEnabled` (`true` or `false`), and `manager`
    ///   (id or user principal name of the new one).
    /// - Throws: `SandboxError`, and nothing was changed.
    @discardableResult
    public func edit(_ person: String, _ changes: [String: String?]) async throws -> EditReceipt {
        throw SandboxError(.noSuchPerson, "")
    }

    /// Deletes a person for good: Graph answers 404 and `deleted` is notified.
    @discardableResult
    public func delete(_ person: String) async throws -> EditReceipt { throw SandboxError(.noSuchPerson, "") }

    /// Notifies without a change, in the order given; the way to a flood.
    ///
    /// - Returns: how many deliveries were queued.
    @discardableResult
    public func notify(_ people: [String]) async throws -> Int { 0 }

    /// From now on, and for edits already made.
    public func setReplicationDelay(_ delay: Duration) async {}

    /// What the administration shows as the user's properties, names without `jira.meta.`.
    public func jiraProperties(of username: String) async -> [String: String] { [:] }

    /// Sets a property past all rules, as a database script would; nil removes it.
    public func setJiraProperty(_ name: String, of username: String, to value: String?) async {}

    /// Registers a webhook; one with the same address is replaced.
    public func register(_ receiver: WebhookReceiver) async {}

    /// Puts a fault in force. For `refuseConnections`: when it returns, nobody listens.
    public func setFault(_ fault: Fault) async throws {}
    public func clearFaults() async throws {}

    public func statistics() async -> SandboxStatistics { SandboxStatistics() }

    /// What happened after the event of that number, oldest first; only the latest 10,000 are kept.
    public func events(after number: Int = 0) async -> [SandboxEvent] { [] }
}
