/// Five fields of cron: minute, hour, day of month, month, day of week.
///
/// A field is `*`, numbers, ranges `1-5`, steps `*/15` or `8-18/2`, and lists of these by comma. Days of week go from 0
/// (Sunday) to 7 (Sunday, too). As in crontab(5), a day fits when either of its two fields fits, if neither is `*`.
public struct CronExpression: Sendable, Hashable, CustomStringConvertible {
    public let description: String
    public let minutes: Set<Int>
    public let hours: Set<Int>
    public let daysOfMonth: Set<Int>
    public let months: Set<Int>
    /// 0 is Sunday.
    public let daysOfWeek: Set<Int>
    /// Whether the day of month, and the day of week, was given as something else than `*`.
    public let restrictsDaysOfMonth: Bool
    public let restrictsDaysOfWeek: Bool

    /// What is wrong with an expression, as words behind its key.
    public struct Fault: Error, Sendable, Hashable, CustomStringConvertible {
        public let description: String
    }

    public init(_ text: String) throws(Fault) {
        let fields = text.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
        guard fields.count == 5 else {
            throw Fault(
                description:
                    "must have five fields (minute, hour, day of month, month, day of week), not \(fields.count)")
        }
        description = text
        minutes = try Self.field(fields[0], 0...59, "minute")
        hours = try Self.field(fields[1], 0...23, "hour")
        daysOfMonth = try Self.field(fields[2], 1...31, "day of month")
        months = try Self.field(fields[3], 1...12, "month")
        let days = try Self.field(fields[4], 0...7, "day of week")
        daysOfWeek = Set(days.map { $0 % 7 })
        restrictsDaysOfMonth = !fields[2].hasPrefix("*")
        restrictsDaysOfWeek = !fields[4].hasPrefix("*")
    }

    private static func field(_ text: String, _ range: ClosedRange<Int>, _ name: String) throws(Fault) -> Set<Int> {
        var values: Set<Int> = []
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let some = numbers(item, range) else {
                throw Fault(
                    description: "has '\(item)' as \(name): numbers from \(range.lowerBound) to \(range.upperBound), "
                        + "ranges, steps and * are allowed")
            }
            values.formUnion(some)
        }
        return values
    }

    private static func numbers(_ item: Substring, _ range: ClosedRange<Int>) -> Set<Int>? {
        let parts = item.split(separator: "/", omittingEmptySubsequences: false)
        guard let span = parts.first, parts.count <= 2 else { return nil }
        var step = 1
        if parts.count == 2 {
            guard let number = number(parts[1]), (1...60).contains(number) else { return nil }
            step = number
        }
        if span == "*" { return Set(stride(from: range.lowerBound, through: range.upperBound, by: step)) }
        let ends = span.split(separator: "-", omittingEmptySubsequences: false).map(number)
        guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1], first <= last,
            range.contains(first), range.contains(last), ends.count == 2 || parts.count == 1
        else { return nil }
        return Set(stride(from: first, through: last, by: step))
    }

    private static func number(_ text: Substring) -> Int? {
        text.allSatisfy { $0.isASCII && $0.isNumber } ? Int(text) : nil
    }
}
