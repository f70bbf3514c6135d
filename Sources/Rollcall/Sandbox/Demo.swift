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

/// `rollcall demo`: the whole way on loopback, with the sandbox's people: real HTTP, signed notifications, a real store.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows the main job on loopback: people are edited, the targets show it; then lives on until Ctrl-C.")

    @Flag(help: "Exits after the round trips: 0 if every target shows every new value, otherwise not.")
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
            let workspace = try SandboxWorkspace(for: sandbox, named: "rollcall-demo")
            defer { workspace.remove() }
            try workspace.writeConfiguration(hooksPort: hooksPort, consolePort: consolePort)
            try await serve(sandbox, workspace, registry, logger)
            await imitations.triggerGracefulShutdown()
        }
    }

    private func serve(
        _ sandbox: RunningSandbox, _ workspace: SandboxWorkspace, _ registry: PrometheusRegistry, _ logger: Logger
    ) async throws {
        let outcome = DemoOutcome()
        let configuration = try Composition.configuration(at: workspace.configurationPath)
        try await Composition.with(configuration, logger: logger) { composition in
            try await serve(composition, sandbox, workspace, registry, outcome)
        }
        if await !outcome.succeeded { throw CommandExit(.failed) }
    }

    private func serve(
        _ composition: Composition, _ sandbox: RunningSandbox, _ workspace: SandboxWorkspace,
        _ registry: PrometheusRegistry, _ outcome: DemoOutcome
    ) async throws {
        let services = try ServeServices(composition, registry: registry) { port in
            URL(string: "http://127.0.0.1:\(port)")
        }
        let stop = DemoStop(afterRoundTrips: once)
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
        _ sandbox: RunningSandbox, _ workspace: SandboxWorkspace, _ composition: Composition, hooks: Int, console: Int
    ) async throws {
        let sources = SandboxConnector.all.map(\.title).joined(separator: ", ")
        let targets = SandboxTarget.all.map(\.title).joined(separator: ", ")
        Printer.out("Rollcall demo: \(sources) → Rollcall → \(targets), all on loopback.")
        var example: Person?
        for connector in SandboxConnector.all {
            let trip = RoundTrip(sandbox: sandbox, connector: connector)
            let (person, steps) = try await trip.run(department: "Demo & Research")
            Printer.out("")
            for step in steps {
                Printer.out(String(format: "%6.0f ms ", step.milliseconds) + " " + step.words)
            }
            try await printHistory(of: person, connector, composition)
            example = example ?? person
        }
        guard !once, let example else { return }
        let program = CommandLine.arguments.first ?? "rollcall"
        let config = "--config \(workspace.configurationPath)"
        let looks = SandboxTarget.all.map {
            "  \($0.title.padding(toLength: 21, withPad: " ", startingAt: 0))  "
                + sandbox.url(of: $0.system).absoluteString
        }
        Printer.out(
            """

            It goes on until Ctrl-C. To look at:
              edit people            \(sandbox.controlURL.absoluteString)
            \(looks.joined(separator: "\n"))
              readiness and metrics  http://127.0.0.1:\(console)/readyz  http://127.0.0.1:\(console)/metrics
            To try in another terminal:
              \(program) sync user entra \(example.userPrincipalName) --simulate \(config)
              \(program) history entra \(example.userPrincipalName) \(config)
              \(program) queue status \(config)
              \(program) check --online \(config)
            """)
    }

    /// What the history says of the department, and why: an entry for each target.
    private func printHistory(
        of person: Person, _ connector: SandboxConnector, _ composition: Composition
    ) async throws {
        for target in SandboxTarget.all {
            let entry = try await recorded(person, connector, target, composition)
            Printer.out(
                "    history  \(entry.pipeline): \(entry.attribute) of \(entry.targetUser): \(entry.old ?? "–") → "
                    + "\(entry.new ?? "–")  (\(entry.cause.kind.rawValue) \(entry.cause.id.prefix(8))…)")
        }
    }

    /// The pass ends a moment after the target shows the value: read back, then recorded.
    private func recorded(
        _ person: Person, _ connector: SandboxConnector, _ target: SandboxTarget, _ composition: Composition
    ) async throws -> HistoryResult {
        for _ in 0..<500 {
            let entries = try await composition.operations.history(of: person.id, connector: connector.name)
            let entry = entries.first { $0.target == target.name && $0.attribute == target.department }
            if let entry { return entry }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw DemoError(description: "the change in \(target.title) is not in the history")
    }
}

/// Whether the round trips came to their end.
private actor DemoOutcome {
    private(set) var succeeded = false
    func succeed() { succeeded = true }
}

/// Ends the demo after the round trips, where that is asked for or it failed.
private struct DemoStop: Service {
    private let afterRoundTrips: Bool
    private let ends: AsyncStream<Void>
    private let end: AsyncStream<Void>.Continuation

    init(afterRoundTrips: Bool) {
        self.afterRoundTrips = afterRoundTrips
        (ends, end) = AsyncStream.makeStream()
    }

    func finish(failed: Bool) { if failed || afterRoundTrips { end.finish() } }

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
