import Adapters
import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Settings
import Synchronization
import TestSupport

/// Okta and our hooks listener, both on loopback, with a record of event hooks in memory.
struct OktaHookStand: Sendable {
    let okta: OktaImitation
    let records: MemoryRecords
    let subscriber: any Subscriber
    let hookURL: URL
    /// The Authorization headers of the challenges that came.
    let challenges: Seen<String>
    let store: FlakyRecords

    var hook: String { hookURL.absoluteString }
    var recorded: [SubscriptionRecord] { get async { await records.all } }

    /// - Parameter secret: Whose digest the records keep.
    func ensure() async throws {
        _ = try await subscriber.ensure(hookURL, records: store) { "digest of \($0)" }
    }

    func record(_ id: String, _ state: SubscriptionRecord.State = .active, secret: String = "hook-s3cret") async throws
    {
        try await records.save(
            SubscriptionRecord(
                connector: "okta", kind: "eventHook", id: id, state: state, expires: nil, notificationURL: hook,
                secretDigest: "digest of \(secret)"))
    }

    static func with(
        accepts: String = "hook-s3cret",
        override: @escaping @Sendable (LoopbackServer.Received, _ hook: String) -> Response? = { _, _ in nil },
        _ body: @escaping @Sendable (OktaHookStand) async throws -> Void
    ) async throws {
        let challenges = Seen<String>()
        try await LoopbackServer.with { request in
            challenges.add(request.headers[.authorization] ?? "")
            guard request.headers[.authorization] == accepts else { return .text("", status: 401) }
            let name = HTTPField.Name("x-okta-verification-challenge")
            return .json(["verification": .text(name.flatMap { request.headers[$0] } ?? "")])
        } _: { listener in
            let hookURL = listener.appending(path: "hooks/okta")
            let okta = OktaImitation { override($0, hookURL.absoluteString) }
            try await LoopbackServer.with({ try await okta.answer($0) }) { url in
                let settings = OktaSettings(
                    orgURL: url, signIn: .apiToken(Secret("00t0ken")),
                    hookSecret: [Secret("hook-s3cret"), Secret("older")])
                try await HTTPClientTransport.with { transport in
                    let connected = try settings.connect(name: "okta", transport: transport, time: SystemTime())
                    guard let subscriber = connected.subscriber else { throw CancellationError() }
                    let records = MemoryRecords()
                    try await body(
                        OktaHookStand(
                            okta: okta, records: records, subscriber: subscriber, hookURL: hookURL,
                            challenges: challenges, store: FlakyRecords(records)))
                }
            }
        }
    }
}

/// Records of a process that dies at a certain write.
final class FlakyRecords: SubscriptionStore {
    struct Died: Error {}

    private let records: MemoryRecords
    /// The writes that are left before the end; nil: any number.
    let left = Mutex<Int?>(nil)

    init(_ records: MemoryRecords) {
        self.records = records
    }

    func subscriptions() async throws(StoreError) -> [SubscriptionRecord] { try await records.subscriptions() }

    func save(_ record: SubscriptionRecord) async throws(StoreError) {
        try spend()
        try await records.save(record)
    }

    func removeSubscription(connector: String, kind: String, id: String) async throws(StoreError) {
        try spend()
        try await records.removeSubscription(connector: connector, kind: kind, id: id)
    }

    func lastNotifications() async throws(StoreError) -> [String: Date] { try await records.lastNotifications() }

    private func spend() throws(StoreError) {
        let isOver = left.withLock { left in
            guard let count = left else { return false }
            left = count - 1
            return count <= 0
        }
        if isOver { throw StoreError(.refused, cause: "the process died") }
    }
}
