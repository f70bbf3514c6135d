import ArgumentParser
import Foundation
import SyncEngine

/// `rollcall queue …`
struct Queue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Looks at the queue.", subcommands: [QueueStatusCommand.self])
}

/// `rollcall queue status`
struct QueueStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "How much waits, how long, and what stands still.")

    @OptionGroup var options: CommonOptions

    func run() async throws {
        let status = try await options.withOperations { try await $0.queueStatus() }
        try options.printer.print(status) {
            Table(
                title: "oldest waiting: \(Int(status.oldestWaitingSeconds)) s"
                    + status.paused.map { "\npaused: \($0.side) '\($0.name)' (\($0.reason)): \($0.message)" }.joined(),
                header: ["CONNECTOR", "WAITING", "RUNNING", "DEAD LETTERS"],
                rows: status.connectors.sorted { $0.key < $1.key }.map {
                    [$0.key, "\($0.value.waiting)", "\($0.value.running)", "\($0.value.deadLetters)"]
                })
        }
    }
}
