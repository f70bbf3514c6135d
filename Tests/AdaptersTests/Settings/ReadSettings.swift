import Foundation
import Settings

/// What comes of a configuration whose only connector has the schema's type for a name, and `part` for its keys.
/// - Parameter more: Further connectors, with their indentation.
func readConnector<Read: AdapterSettings>(
    _ schema: AdapterSchema, _ part: String, more: String = "", environment: [String: String]
) throws -> (settings: Read?, problems: [String]) {
    let (configuration, problems) = try readConfiguration(
        """
        connectors:
          \(schema.type):
            type: \(schema.type)
        \(part.indented(by: 4))
        \(more)
        """, environment: environment, connectors: [schema])
    let connector = configuration?.connectors.first { $0.name == schema.type }
    return (connector?.settings as? Read, problems.map(\.description))
}

/// Reads a configuration that holds `adapters`, and what every one must.
/// - Returns: No configuration when something is wrong; `problems` tells what.
func readConfiguration(
    _ adapters: String, environment: [String: String], connectors: [AdapterSchema], targets: [AdapterSchema] = []
) throws -> (configuration: Configuration?, problems: [Problem]) {
    let text = """
        hooks: { listen: 127.0.0.1:0, publicURL: https://hooks.example.com }
        store: { url: "sqlite:///tmp/none.db" }
        \(adapters)
        """
    let file = FileManager.default.temporaryDirectory.appending(path: "settings-\(UUID().uuidString).yaml")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    do throws(ConfigurationError) {
        let configuration = try ConfigurationLoader.load(
            file: file.path, environment: environment, connectors: connectors, targets: targets)
        return (configuration, configuration.problems)
    } catch {
        return (nil, error.problems)
    }
}

extension String {
    /// Every line behind so many blanks.
    func indented(by count: Int) -> String {
        split(separator: "\n").map { String(repeating: " ", count: count) + $0 }.joined(separator: "\n")
    }
}
