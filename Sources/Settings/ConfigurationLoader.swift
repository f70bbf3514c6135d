import Domain
import Foundation

/// Reads the configuration file, the environment and the secrets they name.
public enum ConfigurationLoader {
    /// Larger files are refused.
    static let fileLimit = 1_048_576

    /// The file to read: `--config`, else `ROLLCALL_CONFIG`, else `/etc/rollcall/rollcall.yaml`.
    public static func defaultPath(option: String?, environment: [String: String]) -> String {
        let variable = environment["ROLLCALL_CONFIG"].flatMap { $0.isEmpty ? nil : $0 }
        return option ?? variable ?? "/etc/rollcall/rollcall.yaml"
    }

    /// Reads everything anew, secrets included: a reload is another call. Blocks on small files.
    ///
    /// `webhook` connectors are read whatever `connectors` holds.
    /// - Throws: `ConfigurationError` with all that is wrong.
    public static func load(
        file: String, environment: [String: String], connectors: [AdapterSchema], targets: [AdapterSchema]
    ) throws(ConfigurationError) -> Configuration {
        let log = ProblemLog(file: file)
        let configuration = entries(of: file, log: log).flatMap { entries in
            let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
            let context = ReadingContext(log: log, folder: folder, environment: environment)
            let reader = SettingsReader(entries: entries, line: 1, context: context)
            return read(reader, connectors: connectors + [.webhook], targets: targets)
        }
        log.finish()
        let problems = log.sorted
        guard let configuration, !log.hasErrors else { throw ConfigurationError(problems: problems) }
        return configuration(problems)
    }

    private static func entries(of file: String, log: ProblemLog) -> [YAMLEntry]? {
        let data: Data
        do {
            data = try BoundedFile.read(file, limit: fileLimit)
        } catch {
            log.add(
                line: 1, key: "", "the configuration file \(error.words)",
                remedy: "name another with --config or ROLLCALL_CONFIG")
            return nil
        }
        guard let text = String(data: data, encoding: .utf8) else {
            let line = String(decoding: data, as: UTF8.self).prefix { $0 != "\u{FFFD}" }.count { $0.isNewline } + 1
            log.add(line: line, key: "", "the configuration file is not UTF-8 text")
            return nil
        }
        switch Document.root(of: text, log: log) {
        case .mapping(let entries, _)?: return entries
        case .scalar(let scalar)? where scalar.isNull: log.add(line: 1, key: "", "the configuration file is empty")
        case let node?: log.add(line: node.line, key: "", "the configuration must be a mapping, not \(node.kind)")
        case nil where log.problems.isEmpty: log.add(line: 1, key: "", "the configuration file is empty")
        case nil: break
        }
        return nil
    }

    /// Everything but the warnings, which are complete only at the end.
    private static func read(
        _ reader: SettingsReader, connectors: [AdapterSchema], targets: [AdapterSchema]
    ) -> (([Problem]) -> Configuration)? {
        let hooks = reader.overridablePart("hooks").flatMap(HooksSettings.init)
        let console = reader.overridablePart("console").flatMap(ConsoleSettings.init)
        let store = reader.overridablePart("store").flatMap(StoreSettings.init)
        let workers = reader.overridablePart("workers").flatMap(WorkersSettings.init)
        let retention = reader.overridablePart("retention").flatMap(RetentionSettings.init)
        let sweeps = reader.overridablePart("sweeps").flatMap(SweepsSettings.init)
        let reconciliation = reader.overridablePart("reconciliation").flatMap(ReconciliationSettings.init)
        let network = reader.section("network").flatMap { NetworkSettings(from: $0, over: nil) }

        var outside = reader
        outside.outerNetwork = network
        let sources = outside.adapters("connectors", kind: "connector", schemas: connectors)
        let sinks = outside.adapters("targets", kind: "target", schemas: targets)
        let pipelines = PipelineReading(connectors: sources, targets: sinks).pipelines(in: reader)

        let references = ReferenceCheck(connectors: sources, targets: sinks, pipelines: pipelines)
        references.checkNotified()
        references.warnOfUnused(in: reader)
        if let hooks {
            references.checkPublicURL(hooks)
            if let console, hooks.listen == console.listen, hooks.listen.port != 0 {
                reader.problem("'console.listen' is the address of hooks.listen, too: \(hooks.listen)", key: "console")
            }
        }
        guard let hooks, let console, let store, let workers, let retention, let sweeps, let reconciliation else {
            return nil
        }
        let file = reader.context.log.file
        return { problems in
            Configuration(
                file: file, hooks: hooks, console: console, store: store, workers: workers, network: network,
                retention: retention, sweeps: sweeps, reconciliation: reconciliation,
                connectors: sources.compactMap(\.named), targets: sinks.compactMap(\.named),
                pipelines: pipelines.compactMap(\.pipeline), problems: problems)
        }
    }
}
