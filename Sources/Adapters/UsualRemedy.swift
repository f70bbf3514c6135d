import Domain

/// What to do about failures for which only their kind is known; every failed probe says something.
extension DirectoryError.Code {
    var usualRemedy: String? {
        switch self {
        case .unreachable: "see that it runs, and that its address and network.proxy are right"
        case .throttled: "wait, or lower requestsPerSecond"
        case .malformed: "see what answers at this address"
        case .credentials, .forbidden, .notFound, .refused, .expired: nil
        }
    }
}

extension TargetError.Code {
    var usualRemedy: String? {
        switch self {
        case .unreachable: "see that it runs, and that baseURL and network.proxy are right"
        case .throttled: "wait, or lower requestsPerSecond"
        case .malformed: "see what answers at this address"
        case .credentials, .captcha, .forbidden, .notFound, .refused, .notReady: nil
        }
    }
}
