public import Domain
import Foundation
import Settings

extension EntraSettings: DirectorySettings {
    public var credentials: [String] { [tenantID, clientID, credential.text] }

    public func connect(
        name: String, transport: any HTTPTransport, time: any TimeSource
    ) throws -> ConnectedDirectory {
        let directory = EntraDirectory(name: name, settings: self, transport: transport, time: time)
        return ConnectedDirectory(directory, subscriber: EntraSubscriber(directory: directory, settings: self))
    }
}

/// Keeps the one Graph subscription of a connector.
struct EntraSubscriber: Subscriber {
    let directory: EntraDirectory
    let settings: EntraSettings

    func ensure(
        _ address: URL, records: any SubscriptionStore, digest: @Sendable (_ secret: String) throws -> String
    ) async throws -> Date? {
        // Settings ask for one at least; the first is the one that is sent.
        guard let clientState = settings.clientState.first?.reveal() else { return nil }
        let wish = EntraSubscriptions.Wish(
            notificationURL: address, lifecycleURL: address.appending(path: "lifecycle"), clientState: clientState,
            secretDigest: try digest(clientState))
        _ = try await EntraSubscriptions(of: directory, settings: settings).ensure(wish, records: records)
        return nil
    }

    func delete(_ address: URL, records: any SubscriptionStore) async throws -> [SubscriptionRecord] {
        try await EntraSubscriptions(of: directory, settings: settings).delete(address, records: records)
    }
}
