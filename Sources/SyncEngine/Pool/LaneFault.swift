public import Domain

/// A failure of a connector or target as a whole, rather than of one user.
public struct LaneFault: Sendable, Hashable {
    public let lane: Lane
    public let reason: LanePause.Reason
    public let retryAfter: Duration?
    public let message: String

    /// nil when the failure is one user's.
    init?(_ failure: PassFailure) {
        switch failure {
        case .directory(let error): self.init(error)
        case .target(let error): self.init(error)
        case .store, .unplannable, .accountBusy, .claimLost, .planOutdated: return nil
        }
    }

    public init?(_ error: DirectoryError) {
        switch error.code {
        case .credentials: reason = .credentials
        case .throttled: reason = .throttled
        case .unreachable: reason = .unreachable
        case .forbidden, .notFound, .malformed, .refused, .expired: return nil
        }
        if case .throttled(let wait) = error.code { retryAfter = wait } else { retryAfter = nil }
        lane = Lane(.connector, error.connector)
        message = error.description
    }

    public init?(_ error: TargetError) {
        switch error.code {
        case .credentials: reason = .credentials
        case .captcha: reason = .captcha
        case .throttled: reason = .throttled
        case .unreachable: reason = .unreachable
        case .forbidden, .notFound, .malformed, .refused, .notReady: return nil
        }
        if case .throttled(let wait) = error.code { retryAfter = wait } else { retryAfter = nil }
        lane = Lane(.target, error.target)
        message = error.description
    }
}
