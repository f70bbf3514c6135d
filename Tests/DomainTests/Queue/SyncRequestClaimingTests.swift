import Domain
import Foundation
import TestSupport
import Testing

@Suite struct SyncRequestClaimingTests {
    @Test("is lent to one at a time, and to another when the term has run out")
    func exclusive() {
        var request = SyncRequest(.event, at: .second(0))
        #expect(request.claim(token: "a", until: .second(60), at: .second(0), settle: .seconds(5))?.token == "a")
        #expect(request.claim(token: "b", until: .second(99), at: .second(59), settle: .seconds(5)) == nil)
        #expect(request.hold?.token == "a")
        #expect(request.claim(token: "b", until: .second(99), at: .second(60), settle: .seconds(5))?.token == "b")
        #expect(
            request.complete(
                token: "a", as: .done(followUp: nil), outcome: nil, fingerprint: nil, at: .second(61),
                settle: .seconds(5)) == false)
        #expect(request.hold?.token == "b")
    }

    @Test(
        "is not lent when it rests, is dead or not yet due",
        arguments: [
            Completion.done(followUp: nil), .dead(error: "x"), .retry(at: .second(100), error: "x"),
            .deferred(until: .second(100), reason: "x"), .done(followUp: FollowUp(at: .second(100), step: 1)),
        ])
    func notDue(_ completion: Completion) {
        var request = SyncRequest.ended(completion, at: 1)
        let before = request
        #expect(request.claim(token: "b", until: .second(200), at: .second(99), settle: .seconds(5)) == nil)
        #expect(request == before)
    }

    @Test(
        "a person is lent it in any phase",
        arguments: [
            Completion.done(followUp: nil), .dead(error: "x"), .retry(at: .second(100), error: "x"), .handedBack,
            .deferred(until: .second(100), reason: "x"), .done(followUp: FollowUp(at: .second(100), step: 1)),
        ])
    func claimNow(_ completion: Completion) throws {
        var request = SyncRequest.ended(completion, at: 1)
        let lent = request.claimNow(.manual, token: "b", until: .second(99), at: .second(2), settle: .seconds(5))
        let claim = try #require(lent)
        #expect(claim.step == 0)
        var held = request
        #expect(held.claimNow(.manual, token: "c", until: .second(99), at: .second(3), settle: .seconds(5)) == nil)
        #expect(held == request)
        #expect(
            request.complete(
                token: "b", as: .done(followUp: nil), outcome: .written, fingerprint: "f", at: .second(4),
                settle: .seconds(5)) == true)
        #expect(request.phase == .idle)
        #expect(request.outcome == .written)
        #expect(request.fingerprint == "f")
    }

    @Test("a prolonged term is the holder's alone, and only while it runs")
    func extend() {
        var request = SyncRequest(.event, at: .second(0))
        _ = request.claim(token: "a", until: .second(60), at: .second(0), settle: .seconds(5))
        #expect(request.extend(token: "b", until: .second(90), at: .second(10)) == false)
        #expect(request.extend(token: "a", until: .second(90), at: .second(59)) == true)
        #expect(request.isRunning(at: .second(89)))
        #expect(request.extend(token: "a", until: .second(150), at: .second(90)) == false)
        #expect(!request.isRunning(at: .second(90)))
    }

    @Test(
        "a mark during the claim leads to another sync, whatever the claim comes to",
        arguments: [
            (Completion.done(followUp: nil), 15, 1), (.done(followUp: FollowUp(at: .second(900), step: 1)), 15, 1),
            (.dead(error: "x"), 15, 1), (.retry(at: .second(900), error: "x"), 70, 0),
            (.retry(at: .second(11), error: "x"), 11, 0), (.handedBack, 0, 0),
        ])
    func markedDuringClaim(_ completion: Completion, _ due: Int, _ markedAt: Int) {
        var request = SyncRequest(.event, at: .second(0))
        _ = request.claim(token: "a", until: .second(60), at: .second(0), settle: .seconds(5))
        request.mark(.event, at: .second(1), settle: .seconds(5))
        #expect(
            request.complete(
                token: "a", as: completion, outcome: nil, fingerprint: nil, at: .second(10), settle: .seconds(5))
                == true)
        #expect(request.phase == .waiting(due: .second(due)))
        #expect(request.demand.markedAt == .second(markedAt))
        #expect(request.step == 0)
    }

    @Test("a further look keeps its step through retries, pauses and handing back")
    func steps() throws {
        var request = SyncRequest.ended(.done(followUp: FollowUp(at: .second(20), step: 2)), at: 1)
        let ends: [Completion] = [
            .handedBack, .retry(at: .second(20), error: "x"), .deferred(until: .second(20), reason: "x"),
        ]
        for end in ends {
            let lent = request.claim(token: "b", until: .second(90), at: .second(20), settle: .seconds(5))
            let claim = try #require(lent)
            #expect(claim.step == 2)
            #expect(request.oldestUnanswered == nil)
            #expect(
                request.complete(
                    token: "b", as: end, outcome: nil, fingerprint: nil, at: .second(20), settle: .seconds(5)) == true)
        }
        #expect(!request.isWaiting(at: .second(20)))
        #expect(request.isClaimable(at: .second(20)))
        #expect(request.attempts == 1)
    }

    @Test("a mark beside a term that ran out waits, even where the claim was a further look")
    func lapsedLook() {
        var request = SyncRequest.ended(.done(followUp: FollowUp(at: .second(20), step: 1)), at: 1)
        _ = request.claim(token: "b", until: .second(80), at: .second(20), settle: .seconds(5))
        #expect(!request.isWaiting(at: .second(80)))
        request.mark(.event, at: .second(30), settle: .seconds(5))
        #expect(!request.isWaiting(at: .second(79)))
        #expect(request.isWaiting(at: .second(80)))
        #expect(request.oldestUnanswered == .second(30))
        let claim = request.claim(token: "c", until: .second(150), at: .second(80), settle: .seconds(5))
        #expect(claim?.step == 0)
        #expect(claim?.markedAt == .second(30))
    }
}
