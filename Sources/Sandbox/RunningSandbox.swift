import Domain
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
    private let desk: ControlDesk

    init(_ imitations: Imitations, graph: Int, jira: Int, control: Int) {
        configuration = imitations.configuration
        authorityURL = Self.loopback(graph)
        graphURL = authorityURL.appending(path: "v1.0")
        let context = imitations.configuration.jiraContextPath
        jiraURL = context.isEmpty ? Self.loopback(jira) : Self.loopback(jira).appending(path: context.dropFirst())
        controlURL = Self.loopback(control)
        desk = ControlDesk(imitations: imitations)
    }

    private static func loopback(_ port: Int) -> URL {
        var components = URLComponents()
        components.scheme = "http"
        components.host = "127.0.0.1"
        components.port = port
        return components.url ?? URL(filePath: "/")
    }

    /// Everybody, in the order of the directory's listing. Of a big company rather ask for single people.
    public func people() async -> [Person] { await desk.people() }

    /// By id, user principal name or mail (without case), as they are after all edits; nil: nobody, or deleted.
    public func person(_ name: String) async -> Person? { await desk.person(name) }

    /// Changes a person's profile and has all subscribers and registered webhooks told.
    ///
    /// - Parameter changes: Graph's names with nil for "no value": `department`, `businessPhones[0]`,
    ///   `onPremisesExtensionAttributes.extensionAttribute1`, `accountEnabled` (`true` or `false`), and `manager`
    ///   (id or user principal name of the new one).
    /// - Throws: `SandboxError`, and nothing was changed.
    @discardableResult
    public func edit(_ person: String, _ changes: [String: String?]) async throws -> EditReceipt {
        try await desk.edit(person, changes.mapValues { $0.map(AttributeValue.text) ?? .null })
    }

    /// Deletes a person for good: Graph answers 404 and `deleted` is notified.
    @discardableResult
    public func delete(_ person: String) async throws -> EditReceipt { try await desk.delete(person) }

    /// Notifies without a change, in the order given; the way to a flood.
    ///
    /// - Parameter batch: notifications of how many people share one of Graph's deliveries.
    /// - Returns: how many deliveries were queued.
    /// - Throws: `SandboxError` when one of them is nobody, or for more than 100,000; then nothing was queued.
    @discardableResult
    public func notify(_ people: [String], inBatchesOf batch: Int = 1) async throws -> Int {
        try await desk.notify(people, batch: batch)
    }

    /// From now on, and for edits already made.
    public func setReplicationDelay(_ delay: Duration) async { await desk.setReplicationDelay(delay) }

    /// What the administration shows as the user's properties, names without `jira.meta.`.
    public func jiraProperties(of username: String) async -> [String: String] {
        await desk.jiraProperties(of: username) ?? [:]
    }

    /// Sets a property past all rules, as a database script would; nil removes it.
    public func setJiraProperty(_ name: String, of username: String, to value: String?) async {
        await desk.setJiraProperty(name, of: username, to: value)
    }

    /// Registers a webhook; one with the same address is replaced.
    ///
    /// - Throws: `SandboxError` for a secret that cannot sign, or an address beyond loopback.
    public func register(_ receiver: WebhookReceiver) async throws { try await desk.register(receiver) }

    /// Puts a fault in force; of several that fit a request, the first put in force hits. For `refuseConnections`:
    /// when it returns, nobody listens.
    public func setFault(_ fault: Fault) async throws { try await desk.setFault(fault) }

    /// Ends all faults, lets Jira listen again and solves the CAPTCHA, as a person would.
    public func clearFaults() async throws { try await desk.clearFaults() }

    public func statistics() async -> SandboxStatistics { await desk.statistics() }

    /// What happened after the event of that number, oldest first; only the latest 10,000 are kept.
    public func events(after number: Int = 0) async -> [SandboxEvent] { await desk.events(after: number) }
}
