import ArgumentParser
import Foundation
import Logging
import Metrics
import Server
import Settings
import SyncEngine

/// `rollcall serve`: the service.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Receives notifications and syncs users, until SIGTERM.")

    @OptionGroup var options: CommonOptions

    func run() async throws {
        let configuration = try options.configuration()
        for problem in configuration.problems { Printer.err(problem.description) }
        let registry = PrometheusRegistry(help: MetricNames.help)
        MetricsSystem.bootstrap(registry)
        let hooksHost = configuration.hooks.listen.host
        let consoleHost = configuration.console.listen.host
        let logger = options.logging.logger(level: .info, label: "rollcall")
        try await Composition.with(configuration, logger: logger) { composition in
            try await ServeServices(composition, registry: registry).run { hooks, console in
                Printer.err("rollcall: ready: hooks on \(hooksHost):\(hooks), console on \(consoleHost):\(console)")
            }
        }
    }
}
