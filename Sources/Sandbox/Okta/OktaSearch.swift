import Domain

/// A `search` or `filter` of users, as far as it is imitated: comparisons joined by `and` or by `or`
/// (contracts/okta.md, Users).
struct OktaSearch: Sendable {
    private struct Comparison: Sendable {
        let path: String
        let operation: String
        let text: String
    }
    private let comparisons: [Comparison]
    private let all: Bool

    /// - Throws: 400, for what is no search or more than the imitation knows.
    init(_ text: String) throws(OktaError) {
        var words = try Self.words(text)[...]
        var comparisons: [Comparison] = [], joints: Set<String> = []
        while words.count >= 3 {
            let three = Array(words.prefix(3))
            guard ["eq", "gt", "ge", "lt", "le", "sw"].contains(three[1].text), three[2].isQuoted,
                Self.knows(three[0].text)
            else { throw Self.invalid(text) }
            comparisons.append(Comparison(path: three[0].text, operation: three[1].text, text: three[2].text))
            words = words.dropFirst(3)
            guard let joint = words.first else { break }
            joints.insert(joint.text)
            words = words.dropFirst()
            guard !words.isEmpty else { throw Self.invalid(text) }
        }
        guard words.isEmpty, !comparisons.isEmpty, joints.isSubset(of: ["and", "or"]), joints.count < 2 else {
            throw Self.invalid(text)
        }
        self.comparisons = comparisons
        all = !joints.contains("or")
    }

    func matches(_ person: Person) -> Bool {
        let results = comparisons.lazy.map { comparison in
            let value = person.text(comparison.path)
            return switch (comparison.operation, value) {
            case (_, nil): false
            case ("eq", let value?): value.lowercased() == comparison.text.lowercased()
            case ("sw", let value?): value.lowercased().hasPrefix(comparison.text.lowercased())
            case ("gt", let value?): value > comparison.text
            case ("ge", let value?): value >= comparison.text
            case ("lt", let value?): value < comparison.text
            case (_, let value?): value <= comparison.text
            }
        }
        return all ? results.allSatisfy { $0 } : results.contains(true)
    }

    private static func knows(_ path: String) -> Bool {
        ["id", "status", "created", "activated", "statusChanged", "lastUpdated"].contains(path)
            || path.hasPrefix("profile.") && OktaSchema.knows(String(path.dropFirst(8)))
    }

    private static func invalid(_ text: String) -> OktaError {
        OktaError(status: 400, code: "E0000031", summary: "Invalid search criteria.", causes: [text])
    }

    private typealias Word = (text: String, isQuoted: Bool)

    /// Words and quoted texts, in which `\"` and `\\` stand for themselves.
    private static func words(_ text: String) throws(OktaError) -> [Word] {
        var words: [Word] = [], rest = text[...]
        while let first = rest.first {
            if first == " " {
                rest = rest.dropFirst()
            } else if first == "\"" {
                var word = ""
                rest = rest.dropFirst()
                while let next = rest.first, next != "\"" {
                    if next == "\\" { rest = rest.dropFirst() }
                    guard let character = rest.first else { throw invalid(text) }
                    word.append(character)
                    rest = rest.dropFirst()
                }
                guard rest.first == "\"" else { throw invalid(text) }
                words.append((word, true))
                rest = rest.dropFirst()
            } else {
                words.append((String(rest.prefix { $0 != " " }), false))
                rest = rest.drop { $0 != " " }
            }
        }
        return words
    }
}
