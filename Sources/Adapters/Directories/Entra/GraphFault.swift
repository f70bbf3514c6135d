import Domain
import Foundation

/// What Graph says about a request that it refused: `{"error":{"code","message"}}`.
struct GraphFault {
    /// Empty where the answer is not Graph's.
    let code: String
    /// May hold ids and addresses: for recognising, never for errors.
    let message: String
    /// Whether the answer has Graph's error object at all.
    let isGraphs: Bool

    init(_ answer: HTTPAnswer) {
        let body = try? AttributeValue(json: answer.body)
        let error = body?["error"]
        if case .object = error { isGraphs = true } else { isGraphs = false }
        code = Self.text(error?["code"]).filter { $0.isASCII && ($0.isLetter || $0.isNumber || "_-.".contains($0)) }
        message = Self.text(error?["message"])
    }

    /// ` Authorization_RequestDenied` for use behind a status, or nothing.
    var suffix: String { code.isEmpty ? "" : " " + code.prefix(64) }

    /// The name that Graph does not know, of `Could not find a property named 'x' on type 'microsoft.graph.user'.`;
    /// the code differs from place to place, the message does not.
    var unknownProperty: (name: String, type: String)? {
        guard let match = message.firstMatch(of: /Could not find a property named '([^']+)' on type '([^']+)'/) else {
            return nil
        }
        return (String(match.1), String(match.2))
    }

    private static func text(_ value: AttributeValue?) -> String {
        if case .text(let text) = value { text } else { "" }
    }
}
