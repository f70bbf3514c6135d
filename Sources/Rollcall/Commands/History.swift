import ArgumentParser
import Domain
import Foundation
import SyncEngine

/// `rollcall history`: what was changed for one user, when and why.
struct History: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "What was changed for one user, when and why.")

    @Argument(help: "The connector's name in the configuration.")
    var connector: String

    @Argument(help: "The user's id at the identity provider; a login or mail address is looked up there.")
    var user: String

    @OptionGroup var options: CommonOptions

    func run() async throws {
        let entries = try await options.withOperations { try await $0.history(of: user, connector: connector) }
        try options.printer.print(entries) {
            Table(
                header: ["TIME", "PIPELINE", "TARGET USER", "ATTRIBUTE", "OLD", "NEW", "CAUSE"],
                rows: entries.map {
                    [
                        Printer.time($0.time), $0.pipeline, $0.targetUser, $0.attribute, $0.old ?? "–", $0.new ?? "–",
                        "\($0.cause.kind.rawValue) \($0.cause.id)\($0.uncertain ? " (uncertain)" : "")",
                    ]
                })
        }
    }
}
