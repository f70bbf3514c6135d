public import Foundation

/// Makes an IdP call us when users change, and keeps it so.
public protocol Subscriber: Sendable {
    /// Makes, renews or replaces what is missing, due or not ours; when it returns, what lives is on record.
    ///
    /// - Parameters:
    ///   - address: Where the IdP is to send notifications: `hooks.publicURL` with the connector's path.
    ///   - digest: Of a secret, as records keep it; the same for the same secret.
    /// - Returns: When it is due again, where the configuration's interval may be too long; nil: that will do.
    /// - Throws: `DirectoryError` with what to do, or `StoreError`.
    func ensure(
        _ address: URL, records: any SubscriptionStore, digest: @Sendable (_ secret: String) throws -> String
    ) async throws -> Date?

    /// Ends what leads to `address` or is on record, at the IdP and then on record; what is gone already is as good.
    ///
    /// - Returns: what is not on record any more.
    /// - Throws: `DirectoryError` with what to do, or `StoreError`; what could not be ended stays on record.
    func delete(_ address: URL, records: any SubscriptionStore) async throws -> [SubscriptionRecord]
}
