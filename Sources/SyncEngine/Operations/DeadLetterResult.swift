public import Domain
public import Foundation

/// A user's pass through one pipeline that failed for good.
public struct DeadLetterResult: Codable, Sendable, Hashable {
    public let id: Int64
    public let connector: String
    public let user: String
    /// Empty while it was still to be found out whom the name means.
    public let pipeline: String
    public let attempts: Int
    public let error: String
    public let since: Date
}

extension Operations {
    public func deadLetters() async throws(StoreError) -> [DeadLetterResult] {
        try await store.deadLetters().map {
            DeadLetterResult(
                id: $0.id, connector: $0.key.user.connector, user: $0.key.user.value, pipeline: $0.key.pipeline,
                attempts: $0.attempts, error: $0.error, since: $0.since)
        }
    }

    /// Makes dead letters due at once; a running `serve` takes them up within a second.
    /// - Returns: How many there were.
    public func retryDeadLetters(_ ids: [Int64]) async throws(StoreError) -> Int {
        var count = 0
        for id in ids where try await store.retryDeadLetter(id, at: time.now) { count += 1 }
        return count
    }

    /// Forgets dead letters; a new notification or a reconciliation tries their users again.
    /// - Returns: How many there were.
    public func discardDeadLetters(_ ids: [Int64]) async throws(StoreError) -> Int {
        var count = 0
        for id in ids where try await store.discardDeadLetter(id, at: time.now) { count += 1 }
        return count
    }
}
