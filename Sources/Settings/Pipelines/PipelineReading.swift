import Domain

/// A pipeline as far as it was understood: its references are known even when something else in it is wrong.
struct DeclaredPipeline {
    let connector: String?
    let target: String?
    let pipeline: Pipeline?
}

/// Reads `pipelines:` against the connectors and targets that are there.
struct PipelineReading {
    let connectors: [DeclaredAdapter]
    let targets: [DeclaredAdapter]

    func pipelines(in reader: SettingsReader) -> [DeclaredPipeline] {
        var names: [String: Int] = [:]
        return (reader.sections("pipelines") ?? []).map { item in
            let name = item.text("name")
            if let name {
                item.checkName(name, line: item.line(of: "name"), key: item.fullName(of: "name"))
                if let first = names[name] {
                    item.problem("there is a pipeline '\(name)' already, on line \(first)", key: "name")
                }
                names[name] = names[name] ?? item.line(of: "name")
            }
            return pipeline(name, from: item)
        }
    }

    private func pipeline(_ name: String?, from item: SettingsReader) -> DeclaredPipeline {
        let connector = item.text("connector")
        let target = item.text("target")
        checkReferences(of: item, connector: connector, target: target)
        let settings = targets.first { $0.name == target }?.settings as? any TargetSettings
        let match = item.requiredSection("match").flatMap(MatchRule.init)
        let scope = item.scope("scope")
        let mode = item.mode("mode")
        let guarding = item.guarding("guard")
        let onDisabled = item.departure("onDisabled")
        let onDeleted = item.departure("onDeleted")
        let onOutOfScope = item.departure("onOutOfScope")
        let mappings = item.mappings("mappings", for: settings)
        if !item.has("mappings") || mappings?.isEmpty == true {
            item.warning(
                "pipeline '\(name ?? item.path)' has no mappings here: it writes nothing until there are some")
        }
        guard let name, let connector, let target, let match, let scope, let mode, let guarding, let onDisabled,
            let onDeleted, let onOutOfScope, let mappings
        else { return DeclaredPipeline(connector: connector, target: target, pipeline: nil) }
        let pipeline = Pipeline(
            name: name, connector: connector, target: target, match: match, scope: scope, mode: mode,
            onDisabled: onDisabled, onDeleted: onDeleted, onOutOfScope: onOutOfScope, guardLimits: guarding.limits,
            mappings: mappings)
        return DeclaredPipeline(connector: connector, target: target, pipeline: pipeline)
    }

    private func checkReferences(of item: SettingsReader, connector: String?, target: String?) {
        if let connector {
            let declared = connectors.first { $0.name == connector }
            if declared == nil {
                let names = connectors.filter { $0.type != AdapterSchema.webhook.type }.map(\.name)
                let hint = Nearest.hint(for: connector, among: names, label: "there are")
                item.problem("there is no connector '\(connector)'; \(hint)", key: "connector")
            } else if declared?.type == AdapterSchema.webhook.type {
                item.problem(
                    "connector '\(connector)' is a webhook, which has no users of its own", key: "connector",
                    remedy: "name the connector that it notifies")
            }
        }
        if let target, !targets.contains(where: { $0.name == target }) {
            let hint = Nearest.hint(for: target, among: targets.map(\.name), label: "there are")
            item.problem("there is no target '\(target)'; \(hint)", key: "target")
        }
    }
}

/// `guard:` of a pipeline.
enum Guarding {
    case off
    case within(GuardLimits)

    var limits: GuardLimits? {
        switch self {
        case .off: nil
        case .within(let limits): limits
        }
    }
}

extension SettingsReader {
    fileprivate func departure(_ key: String) -> Pipeline.Departure? {
        value(key, .keep) { scalar in oneOf(key, scalar, among: [.keep, .clear]) }
    }

    /// YAML reads `off` as false: both are meant.
    fileprivate func mode(_ key: String) -> Pipeline.Mode? {
        value(key, .live) { scalar in
            scalar.flag == false ? .off : oneOf(key, scalar, among: [.live, .simulate, .off])
        }
    }

    fileprivate func guarding(_ key: String) -> Guarding? {
        switch node(key) {
        case nil: return .within(GuardLimits())
        case .scalar(let scalar)? where scalar.flag == false || scalar.text == "off": return .off
        case .mapping?:
            guard let section = section(key) else { return nil }
            let users = section.limit("maxChangedUsers", default: GuardLimits().maxChangedUsers)
            let values = section.limit("maxClearedValues", default: GuardLimits().maxClearedValues)
            guard let users, let values else { return nil }
            return .within(GuardLimits(maxChangedUsers: users, maxClearedValues: values))
        case let node?:
            reject(
                key, at: node.line, "must be off, or a mapping such as { maxChangedUsers: 10%, maxClearedValues: 1% }")
            return nil
        }
    }

    private func limit(_ key: String, default fallback: GuardLimits.Limit) -> GuardLimits.Limit? {
        value(key, fallback) { scalar in
            let isNumber = scalar.text.first?.isNumber == true
            if isNumber, scalar.text.hasSuffix("%"), let percent = Double(scalar.text.dropLast()),
                (0...100).contains(percent)
            {
                return .percent(percent)
            }
            if isNumber, scalar.isPlain, let count = Int(scalar.text), count >= 0 { return .count(count) }
            reject(key, scalar, "must be a percentage from 0% to 100% or a whole number, not '\(scalar.text)'")
            return nil
        }
    }
}
