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
        let registry = PrometheusRegistry()
        MetricsSystem.bootstrap(registry)
        let composition = try await Composition(
            configuration, logger: options.logging.logger(level: .info, label: "rollcall"))
        let services = try ServeServices(composition, registry: registry)
        let hooksHost = configuration.hooks.listen.host
        let consoleHost = configuration.console.listen.host
        do {
            try await services.run { hooks, console in
                Printer.err("rollcall: ready: hooks on \(hooksHost):\(hooks), console on \(consoleHost):\(console)")
            }
        } catch {
            await composition.close()
            throw error
        }
        await composition.close()
    }
}
