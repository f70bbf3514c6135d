import ArgumentParser
import Domain
import Foundation
import SyncEngine

/// `rollcall runs …`
struct Runs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Reconciliations and simulations.",
        subcommands: [RunsList.self, RunsShow.self, RunsCancel.self, RunsApprove.self])
}

/// `rollcall runs list`
struct RunsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Runs, newest first.")

    @Option(help: "How many at most.")
    var limit = 50

    @OptionGroup var options: CommonOptions

    func validate() throws {
        guard (1...1000).contains(limit) else { throw ValidationError("--limit must be from 1 to 1000.") }
    }

    func run() async throws {
        let runs = try await options.withOperations { try await $0.runs(limit: limit) }
        try options.printer.print(runs) {
            Table(
                header: ["RUN", "KIND", "DEPTH", "STATUS", "STARTED", "PIPELINES", "USERS", "WRITTEN", "BY", "REASON"],
                rows: runs.map {
                    [
                        $0.run, $0.kind, $0.depth, $0.status, Printer.time($0.startedAt),
                        $0.pipelines.joined(separator: ", "), "\($0.users)", "\($0.written)",
                        $0.cause.kind == .manual ? $0.cause.id : "schedule", $0.reason ?? "",
                    ]
                })
        }
    }
}

/// `rollcall runs show`
struct RunsShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "What a run found and did.")

    @Argument(help: "The run.")
    var run: String

    @Option(help: "Writes a report with every value to this file: .csv, .json or .html.")
    var report: ReportFile?

    @OptionGroup var options: CommonOptions

    func run() async throws {
        try report?.prove()
        let id = run
        let result = try await options.withOperations { operations in
            let result = try await operations.run(id)
            try await report?.write(id, operations)
            return result
        }
        try options.printer.print(result) { RunCommand.table(of: result) }
    }
}

/// `rollcall runs cancel`
struct RunsCancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Ends a run before its next write.")

    @Argument(help: "The run.")
    var run: String

    @OptionGroup var options: CommonOptions

    func run() async throws {
        let id = run
        let result = try await options.withOperations { try await $0.cancel(id, person: Requester.name) }
        try options.printer.print(result) { RunCommand.table(of: result) }
    }
}

/// `rollcall runs approve`: writes what the guard holds, in this process.
struct RunsApprove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Writes what the guard holds.")

    @Argument(help: "The run.")
    var run: String

    @Option(help: "Writes a report with every value to this file: .csv, .json or .html.")
    var report: ReportFile?

    @OptionGroup var options: CommonOptions

    func run() async throws {
        try report?.prove()
        let id = run
        let result = try await options.withOperations { operations in
            try await RunCommand.carryOut(operations, report: report) { meter, _ in
                try await operations.approve(id, person: Requester.name, meter: meter)
            }
        }
        try options.printer.print(result) { RunCommand.table(of: result) }
        try CommandExit.with(result.exitStatus)
    }
}
