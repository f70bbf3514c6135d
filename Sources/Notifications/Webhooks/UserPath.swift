/// Where a webhook's body names its users: `data.user.id`, `events[].user.id` for several, `[].user.id` where the body
/// is a list, `events[0].id` for one of a list.
public struct UserPath: Sendable, Hashable {
    enum Step: Sendable, Hashable {
        case member(String)
        /// From 0.
        case index(Int)
        case every
    }

    /// As configured.
    public let text: String
    /// The IdP's attribute that the values belong to; nil for its own ids.
    public let attribute: String?
    let steps: [Step]

    /// - Throws: for `userID`, when the path is empty or not of the form above.
    public init(_ text: String, attribute: String? = nil) throws(VerifierConfigurationError) {
        guard attribute != "" else { throw VerifierConfigurationError("userID", "the attribute is empty") }
        var steps: [Step] = []
        for (position, part) in text.split(separator: ".", omittingEmptySubsequences: false).enumerated() {
            let pieces = part.split(separator: "[", omittingEmptySubsequences: false)
            let member = pieces.first ?? ""
            guard !member.contains("]"), !member.isEmpty || (position == 0 && pieces.count > 1) else {
                throw Self.unreadable(text)
            }
            if !member.isEmpty { steps.append(.member(String(member))) }
            for bracket in pieces.dropFirst() {
                guard bracket.last == "]" else { throw Self.unreadable(text) }
                let inner = bracket.dropLast()
                if inner.isEmpty {
                    steps.append(.every)
                } else if inner.utf8.count <= 6, inner.utf8.allSatisfy({ Self.digits.contains($0) }),
                    let index = Int(inner)
                {
                    steps.append(.index(index))
                } else {
                    throw Self.unreadable(text)
                }
            }
        }
        self.text = text
        self.attribute = attribute
        self.steps = steps
    }

    private static let digits = UInt8(ascii: "0")...UInt8(ascii: "9")

    private static func unreadable(_ text: String) -> VerifierConfigurationError {
        VerifierConfigurationError(
            "userID", "'\(text)' is no path; write data.user.id, or events[].user.id where a body names several users")
    }
}
