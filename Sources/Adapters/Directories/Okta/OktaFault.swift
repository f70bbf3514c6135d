import Domain
import Foundation

/// What Okta says about a request that it refused: `{"errorCode":"E0000007","errorSummary":…,"errorCauses":[…]}`
/// (contracts/okta.md, Tokens and limits).
struct OktaFault {
    /// Empty where the answer is not Okta's.
    let code: String
    /// Summary and causes may hold logins: for recognising, never for errors.
    let message: String

    init(_ answer: HTTPAnswer) {
        let body = try? AttributeValue(json: answer.body)
        let code = Self.text(body?["errorCode"])
        self.code = code.wholeMatch(of: /E[0-9]{7}/) == nil ? "" : code
        var words = [Self.text(body?["errorSummary"])]
        if case .list(let causes)? = body?["errorCauses"] { words += causes.map { Self.text($0["errorSummary"]) } }
        message = words.joined(separator: " ")
    }

    /// Whether the answer has Okta's error object at all.
    var isOktas: Bool { !code.isEmpty }

    /// ` E0000011` for use behind a status, or nothing.
    var suffix: String { code.isEmpty ? "" : " " + code }

    /// Nobody has this id or login.
    var isNotFound: Bool { code == "E0000007" }

    private static func text(_ value: AttributeValue?) -> String {
        if case .text(let text)? = value { text } else { "" }
    }
}
