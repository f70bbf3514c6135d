import ArgumentParser
import Foundation
import Logging
import Sandbox
import ServiceLifecycle
import UnixSignals

/// `rollcall sandbox`: the imitations alone, to try a configuration against.
struct SandboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox", abstract: "Runs the sandbox servers alone, on loopback, until Ctrl-C.")

    @Option(help: "Port of the imitation of Microsoft Graph; 0 takes any.")
    var graphPort = 9101

    @Option(help: "Port of the imitation of Jira; 0 takes any.")
    var jiraPort = 9102

    @Option(help: "Port of the imitation of Okta; 0 takes any.")
    var oktaPort = 9103

    @Option(help: "Port of the imitation of Google's Directory API; 0 takes any.")
    var googlePort = 9104

    @Option(help: "Port of the imitation of Confluence; 0 takes any.")
    var confluencePort = 9105

    @Option(help: "Port of the page on which people are edited; 0 takes any.")
    var controlPort = 9100

    @Option(help: "How many people Entra ID has; Okta and Google have a dozen each.")
    var people = 40

    @Option(help: "A folder for a configuration that works with it, and its secrets; without it a temporary one.")
    var folder: String?

    @Option(help: "Port of the hooks listener in that configuration.")
    var hooksPort = 8443

    @Option(help: "Port of the console listener in that configuration.")
    var consolePort = 8080

    @OptionGroup var logging: LoggingOptions

    func validate() throws {
        guard (8...1_000_000).contains(people) else { throw ValidationError("--people must be from 8 to 1000000.") }
    }

    func run() async throws {
        let logger = logging.logger(level: .warning, label: "sandbox")
        var configuration = SandboxConfiguration()
        configuration.ports = [
            .graph: graphPort, .okta: oktaPort, .google: googlePort, .jira: jiraPort, .confluence: confluencePort,
            .control: controlPort,
        ]
        configuration.companySize = people
        let service = SandboxService(configuration, logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                let configuration = ServiceGroupConfiguration(
                    services: [service], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
                try await ServiceGroup(configuration: configuration).run()
            }
            let sandbox = try await service.running()
            let workspace =
                try folder.map { try SandboxWorkspace(for: sandbox, at: URL(filePath: $0)) }
                ?? SandboxWorkspace(for: sandbox, named: "rollcall-sandbox")
            defer { if folder == nil { workspace.remove() } }
            try workspace.writeConfiguration(hooksPort: hooksPort, consolePort: consolePort)
            Printer.out(
                """
                The sandbox listens on loopback until Ctrl-C:
                  people      \(sandbox.controlURL.absoluteString)
                  Graph       \(sandbox.graphURL.absoluteString), tokens at \(sandbox.authorityURL.absoluteString)
                  Okta        \(sandbox.oktaURL.absoluteString)
                  Google      \(sandbox.googleURL.absoluteString)
                  Jira        \(sandbox.jiraURL.absoluteString)
                  Confluence  \(sandbox.confluenceURL.absoluteString)
                A configuration for it is \(workspace.configurationPath), its secrets are beside it:

                \(workspace.configuration(hooksPort: hooksPort, consolePort: consolePort))
                To try it in another terminal:
                  \(CommandLine.arguments.first ?? "rollcall") serve --config \(workspace.configurationPath)
                """)
            try await group.waitForAll()
        }
    }
}
