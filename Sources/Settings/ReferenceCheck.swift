import Domain

/// What can be judged only when all parts of the file are read.
struct ReferenceCheck {
    let connectors: [DeclaredAdapter]
    let targets: [DeclaredAdapter]
    let pipelines: [DeclaredPipeline]

    /// A webhook names users of a connector that exists and can read them.
    func checkNotified() {
        let readable = connectors.filter { $0.type != AdapterSchema.webhook.type }.map(\.name)
        for webhook in connectors where webhook.type == AdapterSchema.webhook.type {
            guard let name = webhook.reader.silentText("notifies"), !readable.contains(name) else { continue }
            if connectors.contains(where: { $0.name == name }) {
                webhook.reader.problem(
                    "'\(webhook.reader.path).notifies' names '\(name)', a webhook, which has no users of its own",
                    key: "notifies")
            } else {
                let hint = Nearest.hint(for: name, among: readable, label: "there are")
                webhook.reader.problem("there is no connector '\(name)'; \(hint)", key: "notifies")
            }
        }
    }

    func checkPublicURL(_ hooks: HooksSettings) {
        guard hooks.publicURL == nil else { return }
        for connector in connectors where connector.settings?.needsPublicURL == true {
            connector.reader.problem(
                "hooks.publicURL is missing: connector '\(connector.name)' must tell the IdP what to call",
                remedy: "set hooks.publicURL, or say subscriptions: { manage: false } there")
        }
    }

    func warnOfUnused(in reader: SettingsReader) {
        if pipelines.isEmpty { reader.warning("there are no pipelines: nothing will be synced", key: "pipelines") }
        for connector in connectors where connector.type != nil && connector.type != AdapterSchema.webhook.type {
            if !pipelines.contains(where: { $0.connector == connector.name }) {
                connector.reader.warning("connector '\(connector.name)' is in no pipeline")
            }
        }
        for target in targets where !pipelines.contains(where: { $0.target == target.name }) {
            target.reader.warning("target '\(target.name)' is in no pipeline")
        }
    }
}
