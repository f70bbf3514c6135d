import Foundation
import GRDB

/// A time as the file keeps it: milliseconds since 1970.
struct Moment: Sendable, Hashable, DatabaseValueConvertible {
    let milliseconds: Int64

    init(_ date: Date) {
        milliseconds = Int64((date.timeIntervalSince1970 * 1000).rounded())
    }

    init?(_ date: Date?) {
        guard let date else { return nil }
        self.init(date)
    }

    /// The date, as exact as the file keeps it.
    var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }

    var databaseValue: DatabaseValue { milliseconds.databaseValue }

    static func fromDatabaseValue(_ value: DatabaseValue) -> Moment? {
        Int64.fromDatabaseValue(value).map { Moment(milliseconds: $0) }
    }

    private init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }
}

extension Date {
    var wholeMilliseconds: Date { Moment(self).date }

    func after(_ duration: Duration) -> Date {
        addingTimeInterval(duration / .seconds(1)).wholeMilliseconds
    }
}
