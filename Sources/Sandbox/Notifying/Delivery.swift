import Foundation

/// One message on its way to a receiver.
struct Delivery: Sendable {
    typealias Headers = @Sendable (_ time: Date) throws -> [(name: String, value: String)]

    /// The same over all attempts.
    let id: String
    /// Who sends it; `control` for the sandbox's own webhooks.
    let sender: SandboxSystem
    let url: URL
    let body: Data
    let patience: Patience
    /// Made anew at each attempt, since signatures carry that attempt's time.
    let headers: Headers
}

/// What a sender does about an answer.
enum Patience: Sendable {
    /// Anything but 2xx is sent again and again, with backoff (contracts/microsoft-graph.md).
    case long
    /// Once more after a timeout or 5xx; a 4xx loses the message (contracts/okta.md, Verification and delivery).
    case once
    /// 500, 502, 503 and 504 are sent again, with backoff; any other answer, and none, loses the message
    /// (contracts/google.md, Push channels).
    case backoff

    var attempts: Int {
        switch self {
        case .long: 40
        case .once: 2
        case .backoff: 10
        }
    }

    /// - Parameter status: nil: there was no answer in time.
    func accepts(_ status: Int?) -> Bool {
        guard let status else { return false }
        return switch self {
        case .long: (200..<300).contains(status)
        case .once: status == 200 || status == 204
        case .backoff: [102, 200, 201, 202, 204].contains(status)
        }
    }

    func sendsAgain(after status: Int?) -> Bool {
        switch self {
        case .long: true
        case .once: status.map { $0 >= 500 } ?? true
        case .backoff: status.map([500, 502, 503, 504].contains) ?? false
        }
    }

    func pause(after attempt: Int) -> Duration {
        self == .once ? .zero : .seconds(min(0.25 * Double(1 << min(attempt, 10)), 5))
    }
}
