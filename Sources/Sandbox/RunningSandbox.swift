import Domain
public import Foundation

/// A sandbox whose listeners listen: where they are, and what can be done to the company behind them.
public struct RunningSandbox: Sendable {
    public let configuration: SandboxConfiguration
    private let ports: [SandboxSystem: Int]
    let desk: ControlDesk

    init(_ imitations: Imitations, ports: [SandboxSystem: Int]) {
        configuration = imitations.configuration
        self.ports = ports
        desk = ControlDesk(imitations: imitations)
    }

    /// Where a system listens: with the context path, where it has one, and without anything else.
    public func url(of system: SandboxSystem) -> URL {
        let context =
            switch system {
            case .jira: configuration.jiraContextPath
            case .confluence: configuration.confluenceContextPath
            default: ""
            }
        let root = Self.loopback(ports[system] ?? 0)
        return context.isEmpty ? root : root.appending(path: context.dropFirst())
    }

    /// With `/v1.0`: what a connector's `graphURL` is.
    public var graphURL: URL { authorityURL.appending(path: "v1.0") }
    public var authorityURL: URL { url(of: .graph) }
    /// What a connector's `orgURL` is.
    public var oktaURL: URL { url(of: .okta) }
    /// What a connector's `apiURL` is.
    public var googleURL: URL { url(of: .google) }
    public var jiraURL: URL { url(of: .jira) }
    public var confluenceURL: URL { url(of: .confluence) }
    public var controlURL: URL { url(of: .control) }

    private static func loopback(_ port: Int) -> URL {
        var components = URLComponents()
        components.scheme = "http"
        components.host = "127.0.0.1"
        components.port = port
        return components.url ?? URL(filePath: "/")
    }

    /// The key file of Google's service account, as its console hands it out.
    ///
    /// - Throws: libcrypto's error, when it cannot make a key.
    public func googleServiceAccountKey() throws -> Data {
        let tokenURL = GoogleImitation.tokenURL(origin: "http://127.0.0.1:\(ports[.google] ?? 0)")
        return try GoogleKey.shared.get().file(account: configuration.googleServiceAccount, tokenURL: tokenURL)
    }

    /// Everybody whom a directory holds, in the order of its listing. Of a big company rather ask for single people.
    public func people(of directory: SandboxSystem = .graph) async -> [Person] { await desk.people(of: directory) }

    /// By id, login or mail (without case), whichever directory holds them, as they are after all edits; nil: nobody,
    /// or deleted.
    public func person(_ name: String) async -> Person? { await desk.person(name) }

    /// Changes a person's profile and has it told in the directory's way, and to registered webhooks.
    ///
    /// - Parameter changes: the directory's own names with nil for "no value". Graph's: `department`,
    ///   `businessPhones[0]`, `onPremisesExtensionAttributes.extensionAttribute1`, `accountEnabled` (`true` or
    ///   `false`), and `manager` (id or user principal name of the new one). Okta's: `profile.department`, `status`.
    ///   Google's: `organizations[0].department`, `phones[type=work].value`, `suspended`, `primaryEmail`.
    /// - Throws: `SandboxError`, and nothing was changed.
    @discardableResult
    public func edit(_ person: String, _ changes: [String: String?]) async throws -> EditReceipt {
        try await desk.edit(person, changes.mapValues { $0.map(AttributeValue.text) ?? .null })
    }

    /// Deletes a person for good: the directory answers 404, and it is told.
    @discardableResult
    public func delete(_ person: String) async throws -> EditReceipt { try await desk.delete(person) }

    /// Notifies without a change, in the order given; the way to a flood.
    ///
    /// - Parameter batch: notifications of how many people share one delivery of Graph and Okta.
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

    /// The user's profile fields in Confluence that are not empty, by their names: `position`, `department` …
    public func confluenceFields(of username: String) async -> [String: String] {
        await desk.imitations.confluenceAccounts.values(of: username)
    }

    /// Sets a profile field past all pages, as a database script would; nil removes it.
    public func setConfluenceField(_ name: String, of username: String, to value: String?) async {
        await desk.imitations.confluenceAccounts.set([name: value], of: username)
    }

    /// Whether somebody is told of edits of people by this directory: subscribed, verified, watching.
    public func isListenedTo(_ directory: SandboxSystem) async -> Bool { await desk.isListenedTo(directory) }

    /// Registers a webhook; one with the same address is replaced.
    ///
    /// - Throws: `SandboxError` for a secret that cannot sign, or an address beyond loopback.
    public func register(_ receiver: WebhookReceiver) async throws { try await desk.register(receiver) }

    /// Puts a fault in force; of several that fit a request, the first put in force hits. For `refuseConnections`:
    /// when it returns, nobody listens.
    public func setFault(_ fault: Fault) async throws { try await desk.setFault(fault) }

    /// Ends all faults, lets everybody listen again and solves CAPTCHAs, as a person would.
    public func clearFaults() async throws { try await desk.clearFaults() }

    public func statistics() async -> SandboxStatistics { await desk.statistics() }

    /// What happened after the event of that number, oldest first; only the latest 10,000 are kept.
    public func events(after number: Int = 0) async -> [SandboxEvent] { await desk.events(after: number) }
}
