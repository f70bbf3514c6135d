public import Foundation

/// Points in time by five fields of cron in a time zone: pure.
public struct CronTimes: Sendable, Hashable {
    private static let allHours = Set(0...23)
    /// 29 February on a weekday of its own comes within 28 years; where a century leaves one out, within 40.
    private static let farthest = 40 * 366

    private let minutes: [Int]
    private let hours: [Int]
    private let daysOfMonth: Set<Int>
    private let months: Set<Int>
    /// 0 is Sunday.
    private let daysOfWeek: Set<Int>
    /// Both given: a day fits when either does.
    private let eitherDay: Bool
    private let calendar: Calendar

    /// - Parameter eitherDay: Whether day of month and day of week were both given as something else than `*`.
    public init(
        minutes: Set<Int>, hours: Set<Int>, daysOfMonth: Set<Int>, months: Set<Int>, daysOfWeek: Set<Int>,
        eitherDay: Bool, timeZone: TimeZone
    ) {
        self.minutes = minutes.sorted()
        self.hours = hours.sorted()
        self.daysOfMonth = daysOfMonth
        self.months = months
        self.daysOfWeek = daysOfWeek
        self.eitherDay = eitherDay
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = timeZone
        self.calendar = calendar
    }

    /// The first point after `time`; nil: there is none (30 February).
    ///
    /// A time that a change of clocks leaves out comes as much later as the clocks go forward; one that comes twice
    /// counts once, unless every hour is meant.
    public func next(after time: Date) -> Date? {
        // The day before: what its clocks leave out may come after midnight.
        guard var day = calendar.date(byAdding: .day, value: -1, to: calendar.startOfDay(for: time)) else { return nil }
        for _ in 0..<Self.farthest {
            if fits(day), let first = times(on: day).filter({ $0 > time }).min() { return first }
            guard let noon = calendar.date(byAdding: .hour, value: 36, to: day) else { return nil }
            day = calendar.startOfDay(for: noon)
        }
        return nil
    }

    private func fits(_ day: Date) -> Bool {
        let parts = calendar.dateComponents([.day, .month, .weekday], from: day)
        guard let number = parts.day, let month = parts.month, let weekday = parts.weekday, months.contains(month)
        else { return false }
        let (fitsMonth, fitsWeek) = (daysOfMonth.contains(number), daysOfWeek.contains(weekday - 1))
        return eitherDay ? fitsMonth || fitsWeek : fitsMonth && fitsWeek
    }

    private func times(on day: Date) -> [Date] {
        let everyHour = hours.count == Self.allHours.count
        return hours.flatMap { hour in
            minutes.flatMap { minute -> [Date] in
                var parts = calendar.dateComponents([.year, .month, .day], from: day)
                (parts.hour, parts.minute) = (hour, minute)
                guard let first = calendar.date(from: parts) else { return [] }
                let again = first.addingTimeInterval(3600)
                let twin = calendar.dateComponents([.hour, .minute], from: again)
                return everyHour && twin.hour == hour && twin.minute == minute ? [first, again] : [first]
            }
        }
    }
}
