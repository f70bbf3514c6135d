import ArgumentParser
import Foundation
import SyncEngine

/// The root of the command line.
struct RollcallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollcall",
        abstract: "Keeps user profiles in Jira and Confluence true to the identity provider, change by change.",
        subcommands: [
            Serve.self, Check.self, Sync.self, Queue.self, DeadLetters.self, Runs.self, History.self, Forget.self,
            Subscriptions.self, Demo.self, SandboxCommand.self, Version.self,
        ])
}

@main
enum Main {
    static func main() async {
        do {
            var command = try RollcallCommand.parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let status as CommandExit {
            exit(status.status.rawValue)
        } catch let error as OperationError {
            Printer.err("rollcall: \(error)")
            exit(ExitStatus.usage.rawValue)
        } catch {
            let code = RollcallCommand.exitCode(for: error)
            // ArgumentParser's own code for wrong usage is 64; scripts rely on 2.
            if code == .validationFailure {
                Printer.err(RollcallCommand.fullMessage(for: error))
                exit(ExitStatus.usage.rawValue)
            }
            if code == .success { RollcallCommand.exit(withError: error) }
            Printer.err("rollcall: \(error)")
            exit(ExitStatus.failed.rawValue)
        }
    }
}

/// Ends a command with a code of the spec's, after it has printed what there is to say.
struct CommandExit: Error {
    let status: ExitStatus

    init(_ status: ExitStatus) { self.status = status }

    /// Throws unless `status` is `.done`.
    static func with(_ status: ExitStatus) throws {
        if status != .done { throw CommandExit(status) }
    }
}
