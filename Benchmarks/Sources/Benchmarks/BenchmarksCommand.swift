import ArgumentParser
import Foundation

/// Measures the built program against the sandbox, all on loopback.
@main
struct BenchmarksCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Floods of notifications and runs over everybody, against the sandbox.")

    enum Benchmark: String, CaseIterable, ExpressibleByArgument { case flood, burst, reconciliation, outage, kills }

    @Option(help: "The program.")
    var program = ".build/release/rollcall"

    @Option(name: .customLong("only"), help: "May be repeated. All by default.")
    var chosen: [Benchmark] = []

    @Option(name: .customLong("users"), help: "Sizes of the companies that are reconciled; may be repeated.")
    var sizes: [Int] = [10_000, 200_000]

    @Option(help: "How long one of two targets is down in the outage.")
    var minutes = 10.0

    @Option(help: "Of the moments at which the program is killed.")
    var seed: UInt64 = 1

    @Option(help: "A file for the figures as JSON.")
    var json: String?

    func validate() throws {
        guard FileManager.default.isExecutableFile(atPath: program) else {
            throw ValidationError("--program: there is no \(program); build it with swift build -c release")
        }
    }

    func run() async throws {
        var figures: [Figure] = []
        for benchmark in chosen.isEmpty ? Benchmark.allCases : chosen {
            let measured: [Figure]
            switch benchmark {
            case .flood:
                measured = try await Flood(
                    name: "20,000 users, 64 connections", notifications: 20_000, users: 20_000, connections: 64,
                    seconds: 20
                ).run(program)
            case .burst:
                measured = try await Flood(
                    name: "100,000 notifications, 1,000 users", notifications: 100_000, users: 1_000, connections: 64,
                    seconds: 60
                ).run(program)
            case .reconciliation:
                var all: [Figure] = []
                for size in sizes { all += try await Reconciliation(users: size).run(program) }
                measured = all
            case .kills: measured = try await Kills(rounds: 10, people: 300, seed: seed).run(program)
            case .outage: measured = try await Outage(minutes: minutes).run(program)
            }
            print(measured.table)
            figures += measured
        }
        guard let json else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try encoder.encode(figures).write(to: URL(filePath: json))
    }
}
