public import Domain
import Foundation
public import Testing

/// What every driver of `Store` has to keep, one rule a test case; a driver's tests run all of them on an empty store
/// each.
public enum StoreContract {
    public static let rules: [StoreRule] =
        marking + claiming + lending + completing + deadLetters + status + deliveries + ledger + accounts + lanes
        + upkeep + concurrency + model + runs + runLeases + runPages + runPlans + unseen + runModel + managers
        + forgetting + accountIndexes
}

/// One promise of the store's ports.
public struct StoreRule: Sendable, CustomTestStringConvertible {
    public let testDescription: String
    public let check: @Sendable (StoreUnderTest) async throws -> Void

    init(_ sentence: String, check: @escaping @Sendable (StoreUnderTest) async throws -> Void) {
        testDescription = sentence
        self.check = check
    }
}

/// An empty store, and the words that rules are written in.
public struct StoreUnderTest: Sendable {
    /// What the store must be opened with.
    public static let settle = Duration.seconds(5)

    public let store: any Store
    /// Opens the same data once more, as another process would.
    public let another: @Sendable () async throws -> any Store

    public init(_ store: any Store, another: @escaping @Sendable () async throws -> any Store) {
        self.store = store
        self.another = another
    }

    /// Seconds after the beginning of the test.
    func at(_ seconds: Double) -> Date { ManualTime.start.addingTimeInterval(seconds) }

    func mark(_ keys: RequestKey..., cause: Cause = .delivery, priority: Priority = .event, at seconds: Double)
        async throws
    {
        try await store.mark(keys.map { Mark($0, cause: cause, priority: priority) }, at: at(seconds))
    }

    /// Claims from the pipelines of `entra`, for 60 s.
    func claim(_ pipelines: String..., limit: Int = 100, at seconds: Double) async throws -> [Claim] {
        let slots = (pipelines.isEmpty ? ["jira"] : pipelines).map {
            ClaimSlot(connector: "entra", pipeline: $0, limit: limit)
        }
        return try await store.claim(slots, lease: .seconds(60), at: at(seconds))
    }

    /// Claims and expects exactly one.
    func claimOne(
        _ pipeline: String = "jira", at seconds: Double, _ location: SourceLocation = #_sourceLocation
    ) async throws -> Claim {
        let claims = try await claim(pipeline, at: seconds)
        try #require(claims.count == 1, sourceLocation: location)
        return claims[0]
    }

    @discardableResult
    func complete(
        _ claim: Claim, as completion: Completion = .done(followUp: nil), _ record: PassRecord = PassRecord(),
        at seconds: Double
    ) async throws -> Bool {
        try await store.complete(claim, as: completion, record: record, at: at(seconds))
    }

    func counts(at seconds: Double) async throws -> QueueStatus.Counts {
        try await store.queueStatus(at: at(seconds)).connectors["entra"] ?? .init()
    }
}

extension RequestKey {
    static let ada = RequestKey.user("ada")
    static let bob = RequestKey.user("bob")
    static let cy = RequestKey.user("cy")

    static func user(_ id: String, _ pipeline: String = "jira", of connector: String = "entra") -> RequestKey {
        RequestKey(UserReference(connector: connector, id: id), pipeline: pipeline)
    }
}

extension Cause {
    static let delivery = Cause(.notification, id: "delivery-1")
}

extension DeliveryRecord {
    static func of(_ connector: String = "entra", id: String, replayIDs: [String] = []) -> DeliveryRecord {
        DeliveryRecord(
            id: id, connector: connector, kind: .notification, receivedAt: ManualTime.start, source: "192.0.2.7",
            accepted: 1, rejected: 0, replayIDs: replayIDs)
    }
}
