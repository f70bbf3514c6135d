import Foundation

/// Rewrites dates from one Unicode pattern (UTS 35) to another, in English and UTC wherever it runs.
struct DatePatterns {
    let from: String
    let to: String

    func rewrite(_ text: String) throws(TransformError) -> String {
        guard let date = Self.formatter(from).date(from: text) else {
            throw TransformError(words: "date: the value is no date like '\(from)'")
        }
        let rewritten = Self.formatter(to).string(from: date)
        // Blank would count as an empty source, and might clear.
        if rewritten.isBlank { throw TransformError(words: "date: '\(to)' writes nothing") }
        return rewritten
    }

    private static func formatter(_ pattern: String) -> DateFormatter {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.calendar = Calendar(identifier: .gregorian)
        formatter.timeZone = .gmt
        formatter.isLenient = false
        formatter.dateFormat = pattern
        return formatter
    }
}
