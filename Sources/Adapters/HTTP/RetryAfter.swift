public import Foundation

/// Reads the header `Retry-After` (RFC 9110, section 10.2.3).
public enum RetryAfter {
    /// The longest wait that a peer is believed: one hour. Whoever needs longer says so again.
    public static let longest: Duration = .seconds(3600)

    /// How long to wait from `now`, 0…`longest`; nil when `text` is neither seconds nor an HTTP date.
    public static func parse(_ text: String, now: Date) -> Duration? {
        let text = text.trimmingCharacters(in: .whitespaces)
        if !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
            guard let seconds = Int(text) else { return longest }
            return min(.seconds(seconds), longest)
        }
        guard let date = httpDate(text) else { return nil }
        return min(max(.seconds(date.timeIntervalSince(now)), .zero), longest)
    }

    /// What `answer` asks for, nil when it asks for nothing.
    public static func of(_ answer: HTTPAnswer, now: Date) -> Duration? {
        answer.header("Retry-After").flatMap { parse($0, now: now) }
    }

    /// The three forms that RFC 9110, section 5.6.7, obliges a recipient to understand.
    static func httpDate(_ text: String) -> Date? {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        for pattern in [
            "EEE, dd MMM yyyy HH:mm:ss 'GMT'", "EEEE, dd-MMM-yy HH:mm:ss 'GMT'", "EEE MMM d HH:mm:ss yyyy",
        ] {
            formatter.dateFormat = pattern
            if let date = formatter.date(from: text) { return date }
        }
        return nil
    }
}
