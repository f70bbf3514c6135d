import Foundation
import Synchronization

/// Lets so many log lines of each kind pass in a period, and tells how many were left out before.
final class LogLimit: Sendable {
    /// Holds only what comes from the configuration or the code, so that there are few.
    struct Kind: Hashable, Sendable {
        let subject: String
        let code: Int
    }
    private struct Period {
        var began: Date
        var lines = 0
        var leftOut = 0
    }
    private let lines: Int
    private let length: TimeInterval
    private let periods = Mutex<[Kind: Period]>([:])

    /// - Parameter length: seconds.
    init(lines: Int = 5, in length: TimeInterval = 10) {
        self.lines = lines
        self.length = length
    }

    /// - Returns: nil: say nothing; otherwise how many lines of this kind were left out since the last one.
    func pass(_ kind: Kind, at time: Date) -> Int? {
        periods.withLock { periods in
            var period = periods[kind] ?? Period(began: time)
            defer { periods[kind] = period }
            if abs(time.timeIntervalSince(period.began)) >= length {
                period = Period(began: time, leftOut: period.leftOut)
            }
            guard period.lines < lines else {
                period.leftOut += 1
                return nil
            }
            period.lines += 1
            defer { period.leftOut = 0 }
            return period.leftOut
        }
    }
}
