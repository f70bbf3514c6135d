import Domain
import Foundation

/// What Google says about a request that it refused: `{"error":{"code","message","errors":[{"reason"}]}}`. The message
/// is never looked at: it may hold addresses.
struct GoogleFault {
    /// `rateLimitExceeded`; empty where the answer gives none.
    let reason: String
    /// Whether the answer has Google's error object at all.
    let isGoogles: Bool

    init(_ answer: HTTPAnswer) {
        let error = (try? AttributeValue(json: answer.body))?["error"]
        if case .object = error { isGoogles = true } else { isGoogles = false }
        let text = error?["errors"]?[0]?["reason"]?.text ?? error?["status"]?.text ?? ""
        reason = String(text.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }.prefix(64))
    }

    /// ` rateLimitExceeded` for use behind a status, or nothing.
    var suffix: String { reason.isEmpty ? "" : " " + reason }

    /// Whether somebody asks too often; nothing is wrong with the request.
    var isThrottling: Bool {
        ["rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "RESOURCE_EXHAUSTED"].contains(reason)
    }

    /// Whether nothing more is to be had today.
    var isSpent: Bool { ["dailyLimitExceeded", "dailyLimitExceededUnreg"].contains(reason) }

    /// What to do about a 403.
    var remedy: String {
        switch reason {
        case "accessNotConfigured": "enable the Admin SDK API in the service account's Google Cloud project"
        case "insufficientPermissions":
            "grant the service account domain-wide delegation for the scope \(GoogleSignIn.userScope)"
        default: "give delegatedAdmin an administrator's role that may read users"
        }
    }
}
