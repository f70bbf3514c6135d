import Testing

@testable import SyncEngine

@Suite("Retries")
struct RetryScheduleTests {
    @Test("wait twice as long each time, up to the cap")
    func backoff() {
        let schedule = RetrySchedule(base: .seconds(2), cap: .seconds(900))
        #expect(
            (1...11).map { schedule.backoff(afterFailures: $0) / .seconds(1) }
                == [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900])
    }

    @Test("never overflow nor go below the base", arguments: [-1, 0, 1, 63, 64, 1000, Int.max])
    func extremes(_ failures: Int) {
        let schedule = RetrySchedule(base: .seconds(2), cap: .seconds(900))
        let backoff = schedule.backoff(afterFailures: failures)
        #expect(backoff >= .seconds(2) && backoff <= .seconds(900))
    }

    @Test("come at any moment up to the backoff", arguments: [0, 0.25, 1])
    func jitter(_ share: Double) {
        let schedule = RetrySchedule(base: .seconds(2), cap: .seconds(900)) { range in
            #expect(range == 0...1)
            return share
        }
        #expect(schedule.delay(afterFailures: 3) == .seconds(8) * share)
    }

    @Test("use a cap below the base as it is")
    func smallCap() {
        #expect(RetrySchedule(base: .seconds(5), cap: .seconds(1)).backoff(afterFailures: 4) == .seconds(1))
    }
}
