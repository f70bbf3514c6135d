import Domain
public import Foundation
import OpenSSL

/// Microsoft Graph's change and lifecycle notifications (contracts/microsoft-graph.md, Notification and Lifecycle).
public struct EntraVerifier: NotificationVerifier {
    /// Which of the two addresses a request came to; Graph is told both, and they may be the same.
    public enum Endpoint: Sendable, Hashable { case notifications, lifecycle }

    public let name: String
    private let tenantID: String
    private let clientStates: SecretSet
    private let endpoint: Endpoint

    /// - Parameters:
    ///   - clientStates: all that are accepted at present; an empty one never is.
    ///   - endpoint: decides only what a batch without items is called; items are told apart by what they hold.
    public init(name: String, tenantID: String, clientStates: [Data], endpoint: Endpoint = .notifications) {
        self.name = name
        self.tenantID = tenantID.lowercased()
        self.clientStates = SecretSet(clientStates)
        self.endpoint = endpoint
    }

    public func verify(
        _ request: HookRequest, known: KnownSubscriptions, at time: Date
    ) throws(Refusal) -> VerifiedDelivery {
        try MediaType.requireJSON(request)
        let envelope = try EntraEnvelope.decode(request.body)
        var batch = EntraBatch(connector: name)
        batch.rejected = envelope.unreadable
        for item in envelope.items {
            batch.add(item, verified: isVerified(item, known: known))
        }
        return try batch.delivery(kindWhenEmpty: endpoint == .lifecycle ? .lifecycle : .notification)
    }

    /// Every check is made, whichever failed before: the time tells nothing about the clientState.
    private func isVerified(_ item: EntraItem, known: KnownSubscriptions) -> Bool {
        let clientState = clientStates.contains(Data((item.clientState ?? "").utf8))
        let subscription = item.subscriptionId.map { NamedText.isUsable($0) && known.admits($0) } ?? false
        // Lifecycle notifications were seen with organizationId in place of tenantId; without both it is the
        // subscription's tenant.
        let tenant = [item.tenantId, item.organizationId].lazy.compactMap { $0 }.first { !$0.isEmpty }
        let sameTenant = tenant.map { $0.lowercased() == tenantID } ?? true
        return [clientState, subscription, sameTenant].allSatisfy { $0 }
    }
}
