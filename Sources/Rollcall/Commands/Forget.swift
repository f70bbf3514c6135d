import ArgumentParser
import SyncEngine

/// `rollcall forget`: erases what is stored about one user.
struct Forget: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Erases what is stored about one user.")

    @Argument(help: "The connector's name in the configuration.")
    var connector: String

    @Argument(help: "The user's id at the identity provider; a login or mail address is looked up there.")
    var user: String

    @OptionGroup var options: CommonOptions

    func run() async throws {
        let result = try await options.withOperations { try await $0.forget(user, connector: connector) }
        try options.printer.print(result) {
            Table(header: ["CONNECTOR", "USER", "FORGOTTEN"], rows: [[result.connector, result.user, result.id]])
        }
    }
}
