import Foundation
import Synchronization

/// The `Date` header's value (RFC 9110, section 5.6.7), made anew once a second.
final class HTTPDate: Sendable {
    private struct Made {
        var second = Int64.min
        var text = ""
    }
    private let made = Mutex(Made())

    func text(at time: Date) -> String {
        let second = Int64(time.timeIntervalSince1970.rounded(.down))
        return made.withLock { made in
            if made.second != second { made = Made(second: second, text: Self.format(second)) }
            return made.text
        }
    }

    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private static func format(_ second: Int64) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let date = Date(timeIntervalSince1970: TimeInterval(second))
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: date)
        guard let year = parts.year, let month = parts.month, let day = parts.day, let hour = parts.hour,
            let minute = parts.minute, let seconds = parts.second
        else { return "" }
        let days = Int(second >= 0 ? second / 86_400 : (second - 86_399) / 86_400)
        let weekday = weekdays[((days % 7) + 7) % 7]
        let clock = [hour, minute, seconds].map(twoDigits).joined(separator: ":")
        return "\(weekday), \(twoDigits(day)) \(months[month - 1]) \(year) \(clock) GMT"
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
