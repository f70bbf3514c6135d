public import Domain
public import Foundation

/// What an IdP was told to call, as it is on record.
public struct SubscriptionResult: Codable, Sendable, Hashable {
    public let connector: String
    /// `subscription`, `eventHook` or `channel`, as the IdP calls it.
    public let kind: String
    public let id: String
    public let state: String
    /// nil: it does not expire.
    @OrNull public private(set) var expires: Date?
    @OrNull public private(set) var lastNotification: Date?

    init(_ record: SubscriptionRecord, lastNotification: Date?) {
        connector = record.connector
        kind = record.kind
        id = record.id
        state = record.state.rawValue
        expires = record.expires
        self.lastNotification = lastNotification
    }
}

/// One connector whose subscriptions are ours to make and to end.
public struct ManagedSubscriptions: Sendable {
    public let connector: String
    /// How often the IdP is asked whether they still live.
    public let checkEvery: Duration
    /// Makes what is missing; when it returns, the subscriptions are on record. The answer says when it is due again,
    /// where `checkEvery` may be too late.
    public let ensure: @Sendable () async throws -> Date?
    /// Ends them; returns what was on record.
    public let delete: @Sendable () async throws -> [SubscriptionRecord]

    public init(
        connector: String, checkEvery: Duration, ensure: @escaping @Sendable () async throws -> Date?,
        delete: @escaping @Sendable () async throws -> [SubscriptionRecord]
    ) {
        self.connector = connector
        self.checkEvery = checkEvery
        self.ensure = ensure
        self.delete = delete
    }
}

extension Operations {
    /// What is on record, of all connectors.
    public func subscriptions() async throws(StoreError) -> [SubscriptionResult] {
        try await results(try await store.subscriptions())
    }

    /// Makes, renews or replaces what is missing, due or not ours.
    ///
    /// IdPs call the hooks listener meanwhile: a `serve` must be up.
    /// - Parameter connector: nil: of all that are managed.
    /// - Throws: `OperationError` when `connector` is not managed; otherwise what the first one that failed threw, after
    ///   all were tried.
    public func ensureSubscriptions(
        of connector: String?, among managed: [ManagedSubscriptions]
    ) async throws -> [SubscriptionResult] {
        try await each(connector, managed) { _ = try await $0.ensure() }
        return try await subscriptions()
    }

    /// Ends subscriptions at the IdP and forgets them; a `serve` with `manage: true` makes them anew.
    ///
    /// - Returns: What was on record.
    public func deleteSubscriptions(
        of connector: String?, among managed: [ManagedSubscriptions]
    ) async throws -> [SubscriptionResult] {
        try await results(try await each(connector, managed) { try await $0.delete() }.flatMap { $0 })
    }

    private func results(_ records: [SubscriptionRecord]) async throws(StoreError) -> [SubscriptionResult] {
        let last = try await store.lastNotifications()
        return records.map { SubscriptionResult($0, lastNotification: last[$0.connector]) }
    }

    @discardableResult
    private func each<Value: Sendable>(
        _ connector: String?, _ managed: [ManagedSubscriptions],
        _ body: (ManagedSubscriptions) async throws -> Value
    ) async throws -> [Value] {
        let chosen = managed.filter { connector == nil || $0.connector == connector }
        guard !chosen.isEmpty || connector == nil else {
            let known = managed.map(\.connector).sorted().joined(separator: ", ")
            throw OperationError(
                "the subscriptions of '\(connector ?? "")' are not managed here; managed are: "
                    + (known.isEmpty ? "none (subscriptions: { manage: true })" : known))
        }
        var values: [Value] = []
        var failure: (any Error)?
        for one in chosen {
            do { values.append(try await body(one)) } catch { failure = failure ?? error }
        }
        if let failure { throw failure }
        return values
    }
}
