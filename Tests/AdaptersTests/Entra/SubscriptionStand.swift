import Adapters
import Domain
import Foundation
import HTTPTypes
import Hummingbird
import TestSupport

/// Graph and our hooks listener, both on loopback, with a record of subscriptions in memory.
struct SubscriptionStand: Sendable {
    let graph: GraphImitation
    let time: ManualTime
    let records: MemoryRecords
    let subscriptions: EntraSubscriptions
    let hookURL: URL
    /// The paths at which Graph looked.
    let handshakes: Seen<String>

    var hook: String { hookURL.absoluteString }

    func ensure() async throws -> EntraSubscriptions.Result {
        try await subscriptions.ensure(
            .init(
                notificationURL: hookURL, lifecycleURL: hookURL.appending(path: "lifecycle"), clientState: "state",
                secretDigest: "digest"),
            records: records)
    }

    static func with(
        answersHandshake: Bool = true,
        override: @escaping @Sendable (LoopbackServer.Received, _ hook: String) -> Response? = { _, _ in nil },
        _ body: @escaping @Sendable (SubscriptionStand) async throws -> Void
    ) async throws {
        let handshakes = Seen<String>()
        try await LoopbackServer.with { request in
            handshakes.add(request.path)
            let token = (request.query["validationToken"] ?? "").replacing("Validation:+", with: "Validation: ")
            return answersHandshake ? .text(token, type: "text/plain") : .text("", status: 404)
        } _: { listener in
            let hookURL = listener.appending(path: "hooks/entra")
            let time = ManualTime()
            let graph = GraphImitation { override($0, hookURL.absoluteString) }
            try await EntraBench.with(graph, time: time) { bench in
                try await body(
                    SubscriptionStand(
                        graph: graph, time: time, records: MemoryRecords(),
                        subscriptions: EntraSubscriptions(of: bench.directory, settings: bench.settings),
                        hookURL: hookURL, handshakes: handshakes))
            }
        }
    }
}

/// What was told to be kept on record.
actor MemoryRecords: SubscriptionStore {
    private(set) var all: [SubscriptionRecord] = []
    private(set) var saved: [SubscriptionRecord] = []

    /// Records a subscription as if it had been made before.
    func put(_ id: String, _ url: String, digest: String = "digest") {
        all.append(
            SubscriptionRecord(
                connector: "entra", kind: EntraSubscriptions.kind, id: id, state: .active, expires: nil,
                notificationURL: url, secretDigest: digest))
    }

    func subscriptions() async throws(StoreError) -> [SubscriptionRecord] { all }

    func save(_ record: SubscriptionRecord) async throws(StoreError) {
        saved.append(record)
        all.removeAll { $0.connector == record.connector && $0.kind == record.kind && $0.id == record.id }
        all.append(record)
    }

    func removeSubscription(connector: String, kind: String, id: String) async throws(StoreError) {
        all.removeAll { $0.connector == connector && $0.kind == kind && $0.id == id }
    }

    func lastNotifications() async throws(StoreError) -> [String: Date] { [:] }
}
