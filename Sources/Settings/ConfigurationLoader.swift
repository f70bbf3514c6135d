import Domain
import Foundation

/// Reads the configuration file, the environment and the secrets they name.
public enum ConfigurationLoader {
    /// The file to read: `--config`, else `ROLLCALL_CONFIG`, else `/etc/rollcall/rollcall.yaml`.
    public static func defaultPath(option: String?, environment: [String: String]) -> String {
        let variable = environment["ROLLCALL_CONFIG"].flatMap { $0.isEmpty ? nil : $0 }
        return option ?? variable ?? "/etc/rollcall/rollcall.yaml"
    }

    /// Reads everything anew, secrets included: a reload is another call. Blocks on small files.
    /// - Throws: `ConfigurationError` with all that is wrong.
    public static func load(
        file: String, environment: [String: String], connectors: [AdapterSchema], targets: [AdapterSchema]
    ) throws(ConfigurationError) -> Configuration {
        throw ConfigurationError(problems: [])
    }
}
