import Foundation

/// Dates as the imitated products write and read them (RFC 3339, UTC).
enum Timestamp {
    static func seconds(_ date: Date) -> String {
        date.formatted(.iso8601)
    }

    static func milliseconds(_ date: Date) -> String {
        date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    /// With or without a fraction of any length: Graph's own examples have seven digits.
    static func date(_ text: String) -> Date? {
        var text = text
        if let point = text.firstIndex(of: "."),
            let end = text[point...].dropFirst().firstIndex(where: { !$0.isNumber })
        {
            text.removeSubrange(point..<end)
        }
        return try? Date(text, strategy: .iso8601)
    }
}
