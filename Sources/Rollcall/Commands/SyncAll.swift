import ArgumentParser
import Domain
import Foundation
import SyncEngine

/// `rollcall sync all`: everybody through the pipelines, now.
struct SyncAll: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "all", abstract: "Syncs everybody now: plans all users, asks the guard, writes what differs.")

    @Option(name: .customLong("pipeline"), help: "Only this pipeline; may be given several times.")
    var pipelines: [String] = []

    @Flag(help: "Plans and reports; writes nothing.")
    var simulate = false

    @Option(help: "deep reads every user's values at the target; light compares with what was last seen there.")
    var depth = Depth.deep

    @Option(help: "Writes a report with every value to this file: .csv, .json or .html.")
    var report: ReportFile?

    @OptionGroup var options: CommonOptions

    func run() async throws {
        try report?.prove()
        let wish = Operations.RunWish(pipelines: pipelines, kind: simulate ? .simulate : .reconcile, depth: depth.value)
        let result = try await options.withOperations { operations in
            try await RunCommand.carryOut(operations, report: report) { meter, began in
                try await operations.syncAll(wish, person: Requester.name, meter: meter, began: began)
            }
        }
        try options.printer.print(result) { RunCommand.table(of: result) }
        try CommandExit.with(result.exitStatus)
    }
}

/// How far a run looks, as an argument.
enum Depth: String, CaseIterable, ExpressibleByArgument {
    case light, deep

    var value: Run.Depth { self == .light ? .light : .deep }
}
