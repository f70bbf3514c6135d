import Foundation

/// A regular expression of the configuration (ICU's syntax), bounded in length and in the steps that a match may take.
public struct Pattern: Sendable {
    /// The longest pattern, in characters.
    public static let longest = 1_000
    /// The longest text that is searched, in UTF-16 units.
    public static let longestText = 4_096
    /// The longest text that replacing may make, in UTF-16 units.
    static let longestReplacement = 65_536
    /// ICU reports once for each place where a match is tried and once for each 10,000 steps of a try: what is allowed
    /// beyond the places is some 10 million steps, a tenth of a second.
    static let reports = 1_000

    public let source: String
    private let expression: NSRegularExpression

    /// - Throws: `PatternError` when `source` is no regular expression or longer than 1,000 characters.
    public init(_ source: String) throws(PatternError) {
        if source.isEmpty { throw PatternError("the pattern is empty") }
        if source.unicodeScalars.count > Self.longest {
            throw PatternError("the pattern is longer than \(Self.longest) characters")
        }
        guard let expression = try? NSRegularExpression(pattern: source) else {
            throw PatternError("no regular expression; look for brackets that are not closed and a trailing '\\'")
        }
        self.source = source
        self.expression = expression
    }

    /// Whether it occurs anywhere in `text`.
    /// - Throws: `PatternError` when `text` is too long or the search took too many steps: not known.
    public func occurs(in text: String) throws(PatternError) -> Bool {
        try !matches(in: text, atMost: 1).isEmpty
    }

    /// `text` with every match replaced by `template`, in which `$1` is the first group, `$0` the match, and `\` takes
    /// the next character as it is.
    /// - Throws: `PatternError` when `text` or the result is too long or the search took too many steps.
    public func replacing(in text: String, with template: String) throws(PatternError) -> String {
        let original = text as NSString
        var result = ""
        var end = 0
        for match in try matches(in: text, atMost: Int.max) {
            result += original.substring(with: NSRange(location: end, length: match.range.location - end))
            result += expression.replacementString(for: match, in: text, offset: 0, template: template)
            end = match.range.location + match.range.length
            if result.utf16.count > Self.longestReplacement {
                throw PatternError("replacing '\(source)' makes more than \(Self.longestReplacement) characters")
            }
        }
        return result + original.substring(from: end)
    }

    private func matches(in text: String, atMost limit: Int) throws(PatternError) -> [NSTextCheckingResult] {
        let length = text.utf16.count
        if length > Self.longestText {
            throw PatternError("a value of more than \(Self.longestText) characters is not searched for '\(source)'")
        }
        var matches: [NSTextCheckingResult] = []
        var reports = 0
        var failed = false
        unsafe expression.enumerateMatches(
            in: text, options: [.reportProgress, .reportCompletion], range: NSRange(location: 0, length: length)
        ) { match, flags, stop in
            if let match {
                matches.append(match)
                if matches.count >= limit { unsafe stop.pointee = true }
            } else if flags.contains(.internalError) {
                failed = true
            } else if flags.contains(.progress) {
                reports += 1
                failed = reports > length + Self.reports
                if failed { unsafe stop.pointee = true }
            }
        }
        if failed {
            throw PatternError("'\(source)' takes too many steps; avoid repeats inside repeats like (a+)+")
        }
        return matches
    }
}

extension Pattern: Hashable {
    public static func == (left: Self, right: Self) -> Bool { left.source == right.source }

    public func hash(into hasher: inout Hasher) { hasher.combine(source) }
}

/// Why a text is no usable regular expression, or a search could not be finished.
public struct PatternError: Error, Sendable, Hashable, CustomStringConvertible {
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
