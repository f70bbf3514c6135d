import ArgumentParser
import Domain
import Foundation
import Logging
import Metrics
import Sandbox
import Server
import ServiceLifecycle
import Settings
import SyncEngine

/// `rollcall demo`: the whole way on loopback, with a sandbox company: real HTTP, signed notifications, a real store.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows the main job on loopback: a person is edited, Jira shows it; then lives on until Ctrl-C.")

    @Flag(help: "Exits after the round trip: 0 if Jira shows the new value, otherwise not.")
    var once = false

    @Option(help: "Port of the hooks listener; 0 takes any.")
    var hooksPort = 0

    @Option(help: "Port of the console listener; 0 takes any.")
    var consolePort = 0

    @OptionGroup var logging: LoggingOptions

    func run() async throws {
        let logger = logging.logger(level: .warning, label: "demo")
        let registry = PrometheusRegistry(help: MetricNames.help)
        MetricsSystem.bootstrap(registry)
        let sandboxService = SandboxService(SandboxConfiguration(), logger: logger)
        let imitations = ServiceGroup(services: [sandboxService], logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await imitations.run() }
            let sandbox = try await sandboxService.running()
            let workspace = try DemoWorkspace(for: sandbox)
            defer { workspace.remove() }
            try workspace.writeConfiguration(hooksPort: hooksPort, consolePort: consolePort)
            try await serve(sandbox, workspace, registry, logger)
            await imitations.triggerGracefulShutdown()
        }
    }

    private func serve(
        _ sandbox: RunningSandbox, _ workspace: DemoWorkspace, _ registry: PrometheusRegistry, _ logger: Logger
    ) async throws {
        let outcome = DemoOutcome()
        let configuration = try Composition.configuration(at: workspace.configurationPath)
        try await Composition.with(configuration, logger: logger) { composition in
            try await serve(composition, sandbox, workspace, registry, outcome)
        }
        if await !outcome.succeeded { throw CommandExit(.failed) }
    }

    private func serve(
        _ composition: Composition, _ sandbox: RunningSandbox, _ workspace: DemoWorkspace,
        _ registry: PrometheusRegistry, _ outcome: DemoOutcome
    ) async throws {
        let services = try ServeServices(composition, registry: registry) { port in
            URL(string: "http://127.0.0.1:\(port)")
        }
        let stop = DemoStop(afterRoundTrip: once)
        try await services.run(beside: [stop]) { hooks, console in
            do {
                try workspace.writeConfiguration(hooksPort: hooks, consolePort: console)
                try await show(sandbox, workspace, composition, hooks: hooks, console: console)
                await outcome.succeed()
            } catch {
                Printer.err("demo: \(error)")
            }
            stop.finish(failed: await !outcome.succeeded)
        }
    }

    private func show(
        _ sandbox: RunningSandbox, _ workspace: DemoWorkspace, _ composition: Composition, hooks: Int, console: Int
    ) async throws {
        Printer.out("Rollcall demo: Entra ID → Rollcall → Jira, all on loopback.\n")
        try await subscribed(sandbox)
        Printer.out("          Rollcall   has subscribed to changes of users; Graph has validated its address\n")
        let trip = RoundTrip(sandbox: sandbox)
        let (person, steps) = try await trip.run(
            property: "Department", attribute: "department", value: "Demo & Research")
        for step in steps {
            Printer.out(String(format: "%6.0f ms ", step.milliseconds) + " " + step.words)
        }
        Printer.out("\nWhat the history says, and why:")
        let history = try await recorded(person, composition)
        for entry in history {
            Printer.out(
                "  \(entry.targetUser)  \(entry.attribute): \(entry.old ?? "–") → \(entry.new ?? "–")"
                    + "  (\(entry.cause.kind.rawValue) \(entry.cause.id.prefix(8))…)")
        }
        guard !once else { return }
        let program = CommandLine.arguments.first ?? "rollcall"
        let config = "--config \(workspace.configurationPath)"
        Printer.out(
            """

            It goes on until Ctrl-C. To look at:
              edit people            \(sandbox.controlURL.absoluteString)
              Jira's users           \(sandbox.jiraURL.absoluteString)
              readiness and metrics  http://127.0.0.1:\(console)/readyz  http://127.0.0.1:\(console)/metrics
            To try in another terminal:
              \(program) sync user entra \(person.userPrincipalName) --simulate \(config)
              \(program) history entra \(person.userPrincipalName) \(config)
              \(program) queue status \(config)
              \(program) check --online \(config)
            """)
    }

    private func subscribed(_ sandbox: RunningSandbox) async throws {
        for _ in 0..<1500 {
            if await sandbox.events().contains(where: { $0.kind == .subscribed }) { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw DemoError(description: "no subscription was made within 15 seconds")
    }

    /// The pass ends a moment after Jira shows the value: read back, then recorded.
    private func recorded(_ person: Person, _ composition: Composition) async throws -> [HistoryResult] {
        for _ in 0..<500 {
            let entries = try await composition.operations.history(of: person.id, connector: "entra")
            if !entries.isEmpty { return entries }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw DemoError(description: "the change is not in the history")
    }
}

/// Whether the round trip came to its end.
private actor DemoOutcome {
    private(set) var succeeded = false
    func succeed() { succeeded = true }
}

/// Ends the demo after the round trip, where that is asked for or it failed.
private struct DemoStop: Service {
    private let afterRoundTrip: Bool
    private let ends: AsyncStream<Void>
    private let end: AsyncStream<Void>.Continuation

    init(afterRoundTrip: Bool) {
        self.afterRoundTrip = afterRoundTrip
        (ends, end) = AsyncStream.makeStream()
    }

    func finish(failed: Bool) { if failed || afterRoundTrip { end.finish() } }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await _ in ends {}
        }
    }
}

/// Why the demo did not come to its end.
struct DemoError: Error, CustomStringConvertible {
    let description: String
}
