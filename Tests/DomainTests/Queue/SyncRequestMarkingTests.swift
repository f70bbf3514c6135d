import Domain
import Foundation
import TestSupport
import Testing

@Suite struct SyncRequestMarkingTests {
    @Test("a first mark is due at once")
    func first() {
        let request = SyncRequest(.event, at: .second(3))
        #expect(request.phase == .waiting(due: .second(3)))
        #expect(request.isClaimable(at: .second(3)))
        #expect(!request.isClaimable(at: .second(2)))
    }

    @Test("a mark on one that waits leaves it as it is, its generation too")
    func waits() {
        var request = SyncRequest(.event, at: .second(0))
        let before = request
        for second in 1...1000 { request.mark(.event, at: .second(second), settle: .seconds(5)) }
        #expect(request == before)
    }

    @Test(
        "the cause follows a higher priority and a notification, and nothing else",
        arguments: [
            (Mark.sweep, Mark.event, Mark.event), (.event, .sweep, .event), (.event, .manual, .event),
            (.bulk, .manual, .manual), (.manual, .bulk, .manual), (.bulk, .event, .event),
            (.bulk, .bulkNotification, .bulkNotification), (.sweep, .bulkNotification, .bulkNotification),
        ])
    func causes(_ first: Mark, _ later: Mark, _ cause: Mark) {
        var request = SyncRequest(first, at: .second(0))
        request.mark(later, at: .second(1), settle: .seconds(5))
        #expect(request.demand.cause == cause.cause)
        #expect(request.demand.priority.rawValue == min(first.priority.rawValue, later.priority.rawValue))
        #expect(request.demand.markedAt == .second(0))
    }

    @Test(
        "a mark after an end waits for settle",
        arguments: [(10, 15), (12, 15), (15, 15), (16, 16), (1000, 1000)])
    func settles(_ marked: Int, _ due: Int) {
        var request = SyncRequest.ended(.done(followUp: nil), at: 10)
        request.mark(.event, at: .second(marked), settle: .seconds(5))
        #expect(request.phase == .waiting(due: .second(due)))
    }

    @Test(
        "a burst waits until its last notification is settle ago, a minute of it at the most",
        arguments: [(0, 15), (1, 18), (2, 19), (10, 27), (44, 61), (56, 72), (60, 72)])
    func burst(_ seconds: Int, _ due: Int) {
        var request = SyncRequest.ended(.done(followUp: nil), at: 10)
        for second in 0...seconds { request.mark(.event, at: .second(12 + second), settle: .seconds(5)) }
        #expect(request.phase == .waiting(due: .second(due)))
        #expect(request.demand.markedAt == .second(12))
    }

    @Test("a burst puts off nobody who had waited for no sync, and gives way to a person who asks")
    func noBurst() {
        var rested = SyncRequest.ended(.done(followUp: nil), at: 10)
        for second in 20...40 { rested.mark(.event, at: .second(second), settle: .seconds(5)) }
        #expect(rested.phase == .waiting(due: .second(20)))
        var asked = SyncRequest.ended(.done(followUp: nil), at: 10)
        for second in 12...20 { asked.mark(.event, at: .second(second), settle: .seconds(5)) }
        asked.mark(.manual, at: .second(21), settle: .seconds(5))
        #expect(asked.phase == .waiting(due: .second(21)))
    }

    @Test("a burst before the clock was set back puts off nothing after it")
    func burstBeforeClockSetBack() {
        var request = SyncRequest.ended(.done(followUp: nil), at: 100_000)
        for second in 100_001...100_003 { request.mark(.event, at: .second(second), settle: .seconds(5)) }
        request.clockWasSetBack(to: .second(10), lease: .seconds(60), longestWait: .seconds(900))
        for second in 10...30 { request.mark(.event, at: .second(second), settle: .seconds(5)) }
        #expect(request.phase == .waiting(due: .second(10)))
    }

    @Test("a clock that was set back delays no mark by more than settle")
    func clockSetBack() {
        var request = SyncRequest.ended(.done(followUp: nil), at: 100_000)
        request.mark(.event, at: .second(10), settle: .seconds(5))
        #expect(request.phase == .waiting(due: .second(15)))
    }

    @Test(
        "every mark that leads to another sync moves the generation",
        arguments: [
            Completion.done(followUp: nil), .done(followUp: FollowUp(at: .second(900), step: 1)), .dead(error: "x"),
        ])
    func generations(_ completion: Completion) {
        var request = SyncRequest.ended(completion, at: 10)
        let before = request.generation
        request.mark(.event, at: .second(11), settle: .seconds(5))
        #expect(request.generation == before + 1)
        #expect(request.phase == .waiting(due: .second(15)))
        #expect((request.step, request.attempts) == (0, 0))
        #expect(request.error == nil)
        #expect(request.demand.markedAt == .second(11))
    }

    @Test("marks during a claim are kept beside it, the oldest one's time with them")
    func duringClaim() {
        var request = SyncRequest(.event, at: .second(0))
        let claim = request.claim(token: "a", until: .second(60), at: .second(0), settle: .seconds(5))
        request.mark(.bulk, at: .second(1), settle: .seconds(5))
        request.mark(.event, at: .second(2), settle: .seconds(5))
        #expect(request.generation == (claim?.generation ?? 0) + 1)
        #expect(request.demand.markedAt == .second(0))
        #expect(request.hold?.again?.markedAt == .second(1))
        #expect(request.hold?.again?.priority == .event)
        #expect(request.hold?.again?.cause == Mark.event.cause)
    }

    @Test(
        "a mark cuts a backoff to a minute at most", arguments: [(900, 100, 160), (120, 100, 120), (160, 100, 160)])
    func backoff(_ due: Int, _ marked: Int, _ expected: Int) {
        var request = SyncRequest.ended(.retry(at: .second(due), error: "x"), at: 10)
        request.mark(.event, at: .second(marked), settle: .seconds(5))
        #expect(request.phase == .waiting(due: .second(expected)))
        #expect(request.attempts == 1)
    }

    @Test("release and marks touch only what they are meant for")
    func release() {
        var deferred = SyncRequest.ended(.deferred(until: .second(900), reason: "x"), at: 10)
        deferred.mark(.event, at: .second(11), settle: .seconds(5))
        #expect(deferred.phase == .deferred(until: .second(900)))
        deferred.release(at: .second(20))
        #expect(deferred.phase == .waiting(due: .second(20)))
        var retried = SyncRequest.ended(.retry(at: .second(900), error: "x"), at: 10)
        retried.release(at: .second(20))
        #expect(retried.phase == .waiting(due: .second(900)))
    }

    @Test("a dead letter is retried at once or discarded, anything else is neither")
    func deadLetters() {
        var dead = SyncRequest.ended(.dead(error: "x"), at: 10)
        #expect(dead.phase == .dead(since: .second(10)))
        #expect(dead.attempts == 1)
        var discarded = dead
        #expect(discarded.discardDeadLetter() == true)
        #expect(discarded.phase == .idle)
        #expect(discarded.attempts == 0)
        #expect(discarded.discardDeadLetter() == false)
        #expect(dead.retryDeadLetter(at: .second(11)) == true)
        #expect(dead.phase == .waiting(due: .second(11)))
        #expect(dead.attempts == 0)
        #expect(dead.retryDeadLetter(at: .second(11)) == false)
    }
}

extension Date {
    static func second(_ second: Int) -> Date { ManualTime.start.addingTimeInterval(Double(second)) }
}

extension Mark {
    private static let key = RequestKey(UserReference(connector: "entra", id: "ada"), pipeline: "jira")
    static let event = Mark(key, cause: Cause(.notification, id: "delivery"), priority: .event)
    static let sweep = Mark(key, cause: Cause(.sweep, id: "sweep"), priority: .event)
    static let manual = Mark(key, cause: Cause(.manual, id: "admin"), priority: .manual)
    static let bulk = Mark(key, cause: Cause(.reconciliation, id: "run"), priority: .bulk)
    static let bulkNotification = Mark(key, cause: Cause(.notification, id: "late"), priority: .bulk)
}

extension SyncRequest {
    /// Marked at second 0, claimed at once, ended so at `second`.
    static func ended(_ completion: Completion, at second: Int) -> SyncRequest {
        var request = SyncRequest(.event, at: .second(0))
        let claim = request.claim(token: "a", until: .second(60), at: .second(0), settle: .seconds(5))
        #expect(claim != nil)
        let ended = request.complete(
            token: "a", as: completion, outcome: nil, fingerprint: nil, at: .second(second), settle: .seconds(5))
        #expect(ended)
        return request
    }
}
