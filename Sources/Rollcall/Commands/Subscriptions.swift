import ArgumentParser
import Foundation
import SyncEngine

/// `rollcall subscriptions …`
struct Subscriptions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "What the identity providers were told to call: subscriptions, channels, event hooks.",
        subcommands: [SubscriptionsList.self, SubscriptionsEnsure.self, SubscriptionsDelete.self])

    static func show(_ subscriptions: [SubscriptionResult], _ options: CommonOptions) throws {
        try options.printer.print(subscriptions) {
            Table(
                header: ["CONNECTOR", "KIND", "ID", "STATE", "EXPIRES", "LAST NOTIFICATION"],
                rows: subscriptions.map {
                    [
                        $0.connector, $0.kind, $0.id, $0.state, $0.expires.map(Printer.time) ?? "",
                        $0.lastNotification.map(Printer.time) ?? "",
                    ]
                })
        }
    }
}

/// `rollcall subscriptions list`
struct SubscriptionsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists what is on record.")

    @OptionGroup var options: CommonOptions

    func run() async throws {
        try Subscriptions.show(try await options.withOperations { try await $0.subscriptions() }, options)
    }
}

/// `rollcall subscriptions ensure`
struct SubscriptionsEnsure: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ensure",
        abstract: "Makes, renews or replaces them now; a serve must be up, since identity providers call it meanwhile.")

    @Argument(help: "The connector; without it, all that are managed.")
    var connector: String?

    @OptionGroup var options: CommonOptions

    func run() async throws {
        let subscriptions = try await options.withComposition { composition in
            try await composition.operations.ensureSubscriptions(
                of: connector, among: composition.managedSubscriptions())
        }
        try Subscriptions.show(subscriptions, options)
    }
}

/// `rollcall subscriptions delete`
struct SubscriptionsDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Ends them at the identity provider; a serve that manages them makes new ones."
    )

    @Argument(help: "The connector.")
    var connector: String

    @OptionGroup var options: CommonOptions

    func run() async throws {
        let subscriptions = try await options.withComposition { composition in
            try await composition.operations.deleteSubscriptions(
                of: connector, among: composition.managedSubscriptions())
        }
        try Subscriptions.show(subscriptions, options)
    }
}
