public import Domain

/// The whole configuration: typed once, immutable, complete.
public struct Configuration: Sendable {
    /// The file as it was named.
    public let file: String
    public let hooks: HooksSettings
    public let console: ConsoleSettings
    public let store: StoreSettings
    public let workers: WorkersSettings
    /// nil: everything is reached directly. Connectors and targets hold their own merged settings.
    public let network: NetworkSettings?
    public let retention: RetentionSettings
    public let sweeps: SweepsSettings
    public let reconciliation: ReconciliationSettings
    /// In the order of the file, webhooks (`WebhookSettings`) among them.
    public let connectors: [Named]
    public let targets: [Named]
    public let pipelines: [Pipeline]
    /// Warnings; errors are thrown.
    public let problems: [Problem]
}
