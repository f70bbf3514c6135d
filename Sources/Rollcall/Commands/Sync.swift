import ArgumentParser
import Foundation
import SyncEngine

/// `rollcall sync …`
struct Sync: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Syncs now.", subcommands: [SyncUser.self, SyncAll.self])
}

/// `rollcall sync user`: one user through all pipelines of a connector.
struct SyncUser: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Syncs one user and prints attribute by attribute what was read and written.")

    @Argument(help: "The connector's name in the configuration.")
    var connector: String

    @Argument(help: "The user's id, login or mail address at the identity provider.")
    var user: String

    @Flag(help: "Plans and prints; writes nothing.")
    var simulate = false

    @OptionGroup var options: CommonOptions

    func run() async throws {
        let result = try await options.withOperations { operations in
            try await operations.sync(user, of: connector, simulate: simulate, person: Requester.name)
        }
        try options.printer.print(result) { table(of: result) }
        try CommandExit.with(result.exitStatus)
    }

    private func table(of result: SyncUserResult) -> Table {
        Table(
            header: [
                "PIPELINE", "OUTCOME", "TARGET USER", "ATTRIBUTE", "ACTION", "CURRENT", "WANTED", "SOURCE", "NOTE",
            ],
            rows: result.pipelines.flatMap { pipeline -> [[String]] in
                let head = [pipeline.pipeline, pipeline.outcome, pipeline.targetUser ?? ""]
                guard !pipeline.attributes.isEmpty else {
                    return [head + ["", "", "", "", "", pipeline.reason ?? ""]]
                }
                return pipeline.attributes.map {
                    head + [$0.target, $0.action, $0.current ?? "–", $0.wanted ?? "–", $0.source, $0.error ?? ""]
                }
            })
    }
}

/// Who runs the command, as the history names them.
enum Requester {
    static var name: String {
        let environment = ProcessInfo.processInfo.environment
        return environment["SUDO_USER"] ?? environment["USER"] ?? NSUserName()
    }
}
