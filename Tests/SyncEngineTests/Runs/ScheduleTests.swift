import Domain
import Foundation
import Testing

@testable import SyncEngine

@Suite("The schedule of reconciliations")
struct ScheduleTests {
    private static func date(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }

    private static func cron(
        minutes: Set<Int> = [0], hours: Set<Int> = Set(0...23), days: Set<Int> = Set(1...31),
        months: Set<Int> = Set(1...12), weekdays: Set<Int> = Set(0...6), eitherDay: Bool = false,
        zone: String = "Europe/Berlin"
    ) -> CronTimes {
        CronTimes(
            minutes: minutes, hours: hours, daysOfMonth: days, months: months, daysOfWeek: weekdays,
            eitherDay: eitherDay, timeZone: TimeZone(identifier: zone) ?? .gmt)
    }

    @Test(
        "comes at the hour of its time zone, in summer and in winter",
        arguments: [
            ("2026-01-10T00:00:00Z", "2026-01-10T02:00:00Z"), ("2026-01-10T02:00:00Z", "2026-01-11T02:00:00Z"),
            ("2026-07-10T00:00:00Z", "2026-07-10T01:00:00Z"), ("2026-07-10T01:00:00Z", "2026-07-11T01:00:00Z"),
        ])
    func timeZone(_ after: String, _ due: String) throws {
        #expect(try Self.cron(hours: [3]).next(after: Self.date(after)) == Self.date(due))
    }

    @Test("comes once a night, also when the clocks leave its hour out or show it twice")
    func clocks() throws {
        // 2026-03-29: 02:00 to 03:00 is left out; 2026-10-25: 02:00 to 03:00 comes twice.
        let half = Self.cron(minutes: [30], hours: [2])
        let left = try Self.date("2026-03-29T01:30:00Z")
        #expect(try half.next(after: Self.date("2026-03-28T12:00:00Z")) == left)
        #expect(half.next(after: left) == (try Self.date("2026-03-30T00:30:00Z")))
        let twice = try Self.date("2026-10-25T00:30:00Z")
        #expect(try half.next(after: Self.date("2026-10-24T12:00:00Z")) == twice)
        #expect(half.next(after: twice) == (try Self.date("2026-10-26T01:30:00Z")))
    }

    @Test("comes every hour through the hour that comes twice")
    func everyHour() throws {
        var time = try Self.date("2026-10-24T22:30:00Z")
        var gaps: Set<TimeInterval> = []
        for _ in 0..<6 {
            let next = try #require(Self.cron().next(after: time))
            gaps.insert(next.timeIntervalSince(time))
            time = next
        }
        #expect(gaps == [1800, 3600])
    }

    @Test("knows days of months and of weeks, leap days, and days that never come")
    func days() throws {
        let start = try Self.date("2026-01-01T00:00:00Z")
        let monday = Self.cron(hours: [0], weekdays: [1], zone: "GMT")
        #expect(monday.next(after: start) == (try Self.date("2026-01-05T00:00:00Z")))
        let either = Self.cron(hours: [0], days: [3], weekdays: [1], eitherDay: true, zone: "GMT")
        #expect(either.next(after: start) == (try Self.date("2026-01-03T00:00:00Z")))
        let leap = Self.cron(hours: [0], days: [29], months: [2], zone: "GMT")
        #expect(leap.next(after: start) == (try Self.date("2028-02-29T00:00:00Z")))
        #expect(Self.cron(hours: [0], days: [30], months: [2]).next(after: start) == nil)
    }

    private static let now = Date(timeIntervalSince1970: 1_800_000_000)

    private func schedule(
        _ times: ReconciliationSchedule.Times = .every(.seconds(3600)), depth: Run.Depth = .light, waits: Bool = true
    ) -> ReconciliationSchedule {
        ReconciliationSchedule(times: times, depth: depth, deepEvery: .seconds(86_400), waitsForPerson: waits)
    }

    @Test("leaves a pipeline that was never reconciled to a person, unless it may begin by itself")
    func first() {
        let never = ReconciliationSchedule.Past(done: nil, deeplyDone: nil)
        #expect(schedule().due(after: never, now: Self.now) == nil)
        #expect(schedule(waits: false).due(after: never, now: Self.now) == Self.now)
        #expect(schedule().depth(after: never, now: Self.now) == .deep)
    }

    @Test("is overdue after downtime, deep when the last deep one is too old")
    func overdue() throws {
        let past = ReconciliationSchedule.Past(done: Self.now - 7200, deeplyDone: Self.now - 86_400)
        let due = try #require(schedule().due(after: past, now: Self.now))
        #expect(due == Self.now - 3600)
        #expect(schedule().depth(after: past, now: Self.now) == .deep)
        #expect(schedule().depth(after: past, now: Self.now - 1) == .light)
        #expect(schedule(depth: .deep).depth(after: past, now: Self.now - 1) == .deep)
        let nightly = schedule(.cron(Self.cron(hours: [3])))
        let missed = try #require(nightly.due(after: past, now: Self.now + 86_400))
        #expect(missed < Self.now + 86_400)
    }

    @Test("tries one that failed again soon, and one that a person cancelled at the next regular time")
    func givenUp() {
        let failed = ReconciliationSchedule.Past(
            done: Self.now - 7200, deeplyDone: nil, givenUp: Self.now, wasCancelled: false)
        #expect(schedule().due(after: failed, now: Self.now) == Self.now + 900)
        let cancelled = ReconciliationSchedule.Past(
            done: Self.now - 7200, deeplyDone: nil, givenUp: Self.now, wasCancelled: true)
        #expect(schedule().due(after: cancelled, now: Self.now) == Self.now + 3600)
    }
}
