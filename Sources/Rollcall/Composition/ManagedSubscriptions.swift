import Adapters
import Domain
import Foundation
import Settings
import Storage
import SyncEngine

extension Composition {
    /// The connectors with `manage: true`, each with how its subscriptions are made and ended.
    func managedSubscriptions() -> [ManagedSubscriptions] {
        managedSubscriptions { configuration.hooks.publicURL }
    }

    /// - Parameter publicURL: What IdPs are to call, without the connector's path.
    func managedSubscriptions(
        publicURL: @escaping @Sendable () async throws -> URL?
    ) -> [ManagedSubscriptions] {
        configuration.connectors.compactMap { connector in
            guard let settings = connector.settings as? any DirectorySettings, settings.subscriptions.manage,
                let directory = outside.directories[connector.name]
            else { return nil }
            let store = store, board = board
            let address: @Sendable () async throws -> (subscriber: any Subscriber, url: URL)? = {
                guard let subscriber = directory.subscriber, let url = try await publicURL() else { return nil }
                return (subscriber, url.appending(path: "hooks/\(connector.name)"))
            }
            return ManagedSubscriptions(
                connector: connector.name, checkEvery: settings.subscriptions.checkEvery,
                ensure: {
                    guard let (subscriber, url) = try await address() else { return nil }
                    // Refused credentials are tried again when the lane is, not whenever a look is due.
                    if let pause = await board.pause(of: Lane(.connector, connector.name)),
                        pause.reason == .credentials
                    {
                        throw DirectoryError(
                            .credentials, connector: connector.name, request: "subscriptions", cause: pause.message)
                    }
                    let salt = try await store.salt()
                    do {
                        return try await subscriber.ensure(url, records: store) { secret in
                            try CredentialDigests.digest([secret], salt: salt)
                        }
                    } catch let error as DirectoryError where error.code == .credentials {
                        if let fault = LaneFault(error) { _ = await board.report(fault) }
                        throw error
                    }
                },
                delete: {
                    guard let (subscriber, url) = try await address() else { return [] }
                    return try await subscriber.delete(url, records: store)
                })
        }
    }
}
