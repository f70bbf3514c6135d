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

extension Probe {
    /// What went wrong, in the error's own words.
    init(_ part: String, _ error: TargetError) {
        self.init(
            part: part, ok: false, message: "\(error.request): \(error.cause)",
            remedy: error.remedy ?? error.code.usualRemedy)
    }
}
