import Foundation
import TestSupport
import Testing

@Suite struct ManualTimeTests {
    @Test("wakes sleepers when their time has come, and no others")
    func wakes() async throws {
        let time = ManualTime()
        try await withThrowingTaskGroup(of: Int.self) { group in
            for seconds in [30, 10] {
                group.addTask {
                    try await time.sleep(for: .seconds(seconds))
                    return seconds
                }
            }
            try await waitUntil { time.sleepers == 2 }
            #expect(time.nextWake == ManualTime.start.addingTimeInterval(10))
            time.advance(by: .seconds(29))
            #expect(try await group.next() == 10)
            #expect(time.sleepers == 1)
            time.advance(by: .seconds(1))
            #expect(try await group.next() == 30)
        }
        #expect(time.now == ManualTime.start.addingTimeInterval(30))
    }

    @Test("a cancelled sleeper wakes with an error, also when it was cancelled before")
    func cancellation() async throws {
        let time = ManualTime()
        await withTaskGroup(of: Bool.self) { group in
            group.addTask { (try? await time.sleep(for: .seconds(1))) == nil }
            group.cancelAll()
            group.addTask { (try? await time.sleep(for: .seconds(1))) == nil }
            for await cancelled in group { #expect(cancelled) }
        }
        #expect(time.sleepers == 0)
    }

    @Test("waiting for a condition that never comes has a limit")
    func limit() async {
        await #expect(throws: WaitedTooLong.self) { try await waitUntil(.milliseconds(10)) { false } }
    }
}
