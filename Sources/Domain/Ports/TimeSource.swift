public import Foundation

/// The time, and waiting for it to pass; tests bring their own.
public protocol TimeSource: Sendable {
    var now: Date { get }
    /// - Throws: `CancellationError` when the task is cancelled meanwhile.
    func sleep(for duration: Duration) async throws
}

/// The machine's clock.
public struct SystemTime: TimeSource {
    public init() {}
    public var now: Date { Date() }
    public func sleep(for duration: Duration) async throws { try await Task.sleep(for: duration) }
}
