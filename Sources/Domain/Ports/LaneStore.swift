public import Foundation

/// Which connectors and targets are paused, shared by all processes on one store.
public protocol LaneStore: Sendable {
    func pauses() async throws(StoreError) -> [LanePause]
    /// Puts `pause` in place of any earlier one of its lane.
    func pause(_ pause: LanePause) async throws(StoreError)
    func resume(_ lane: Lane) async throws(StoreError)
}

/// A connector or a target: what fails, waits and is probed as a whole.
public struct Lane: Sendable, Hashable, Comparable {
    public enum Side: String, Sendable, Hashable { case connector, target }
    public let side: Side
    public let name: String

    public init(_ side: Side, _ name: String) {
        self.side = side
        self.name = name
    }

    public static func < (left: Self, right: Self) -> Bool {
        (left.side.rawValue, left.name) < (right.side.rawValue, right.name)
    }
}

/// Why a lane stands still and when it is tried again.
public struct LanePause: Sendable, Hashable {
    public enum Reason: String, Sendable, Hashable { case throttled, unreachable, credentials, captcha }
    public let lane: Lane
    public let reason: Reason
    public let message: String
    public let since: Date
    /// When it is probed next; nil: not before the credentials change or a person asks.
    public let probeAt: Date?
    /// Probes that failed since the lane paused; for refused credentials, the sign-ins that were refused.
    public let failures: Int
    /// A digest of the credentials that were refused; nil otherwise.
    public let credentials: String?

    public init(
        lane: Lane, reason: Reason, message: String, since: Date, probeAt: Date?, failures: Int,
        credentials: String? = nil
    ) {
        self.lane = lane
        self.reason = reason
        self.message = message
        self.since = since
        self.probeAt = probeAt
        self.failures = failures
        self.credentials = credentials
    }
}
