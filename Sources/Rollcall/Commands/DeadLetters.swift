import ArgumentParser
import Foundation
import SyncEngine

/// `rollcall dead-letters …`
struct DeadLetters: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dead-letters", abstract: "Passes that failed for good.",
        subcommands: [DeadLettersList.self, DeadLettersRetry.self, DeadLettersDiscard.self])
}

/// `rollcall dead-letters list`
struct DeadLettersList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists them, with why they failed.")

    @OptionGroup var options: CommonOptions

    func run() async throws {
        let letters = try await options.withOperations { try await $0.deadLetters() }
        try options.printer.print(letters) {
            Table(
                header: ["ID", "CONNECTOR", "USER", "PIPELINE", "ATTEMPTS", "SINCE", "ERROR"],
                rows: letters.map {
                    [
                        "\($0.id)", $0.connector, $0.user, $0.pipeline, "\($0.attempts)", Printer.time($0.since),
                        $0.error,
                    ]
                })
        }
    }
}

/// Which dead letters are meant.
struct DeadLetterSelection: ParsableArguments {
    @Argument(help: "Their ids.")
    var ids: [Int64] = []

    @Flag(help: "All of them.")
    var all = false

    func validate() throws {
        guard all != !ids.isEmpty else { throw ValidationError("Name ids, or --all.") }
    }

    func ids(among letters: [DeadLetterResult]) -> [Int64] { all ? letters.map(\.id) : ids }
}

/// What `retry` and `discard` did.
struct DeadLetterCount: Codable {
    let deadLetters: Int
}

/// `rollcall dead-letters retry`
struct DeadLettersRetry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Has them tried again at once, their attempts forgotten.")

    @OptionGroup var selection: DeadLetterSelection
    @OptionGroup var options: CommonOptions

    func run() async throws {
        let count = try await options.withOperations { operations in
            try await operations.retryDeadLetters(selection.ids(among: try await operations.deadLetters()))
        }
        try report(count, word: "to be tried again", selection, options)
    }
}

/// `rollcall dead-letters discard`
struct DeadLettersDiscard: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discard", abstract: "Forgets them; a new notification or a reconciliation tries them again.")

    @OptionGroup var selection: DeadLetterSelection
    @OptionGroup var options: CommonOptions

    func run() async throws {
        let count = try await options.withOperations { operations in
            try await operations.discardDeadLetters(selection.ids(among: try await operations.deadLetters()))
        }
        try report(count, word: "discarded", selection, options)
    }
}

/// Prints how many there were; fails when one that was named is not there.
private func report(
    _ count: Int, word: String, _ selection: DeadLetterSelection, _ options: CommonOptions
) throws {
    try options.printer.print(DeadLetterCount(deadLetters: count)) {
        Table(header: ["DEAD LETTERS \(word.uppercased())"], rows: [["\(count)"]])
    }
    if !selection.all, count < Set(selection.ids).count {
        Printer.err("rollcall: \(Set(selection.ids).count - count) of the ids name no dead letter")
        throw CommandExit(.failed)
    }
}
