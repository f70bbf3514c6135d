import ArgumentParser
import Domain
import Foundation
import Settings
import SyncEngine

/// `rollcall check`: the configuration, and with `--online` everything that it names.
struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Checks the configuration; with --online also every credential, permission and mapped attribute.")

    @Flag(help: "Also asks every identity provider and target.")
    var online = false

    @OptionGroup var options: CommonOptions

    /// What `check` prints.
    private struct Result: Codable {
        let ok: Bool
        let problems: [Problem]
        let probes: [Probe]
    }

    func run() async throws {
        let configuration: Configuration
        do throws(ConfigurationError) {
            configuration = try Composition.configuration(at: options.configurationPath)
        } catch {
            for problem in error.problems { Printer.err(problem.description) }
            if options.format == .json { try show(Result(ok: false, problems: error.problems, probes: [])) }
            throw CommandExit(.usage)
        }
        for problem in configuration.problems { Printer.err(problem.description) }
        let probes = online ? try await options.withOperations { await $0.probes() } : []
        let ok = probes.allSatisfy(\.ok)
        try show(Result(ok: ok, problems: configuration.problems, probes: probes))
        try CommandExit.with(ok ? .done : .failed)
    }

    private func show(_ result: Result) throws {
        try options.printer.print(result) {
            Table(
                title: online || !result.ok ? nil : "The configuration is valid. --online also asks what it names.",
                header: ["", "PART", "MESSAGE", "REMEDY"],
                rows: result.probes.map { [$0.ok ? "ok" : "FAILED", $0.part, $0.message, $0.remedy ?? ""] })
        }
    }
}
