import Foundation
import Testing

@testable import Domain

@Suite("A clock that was set back")
struct SyncRequestClockTests {
    private static let now = Date(timeIntervalSince1970: 1_800_000_000)

    private static func at(_ seconds: Double) -> Date { now.addingTimeInterval(seconds) }

    private func request(
        _ phase: SyncRequest.Phase, markedAt: Double = -10, finishedAt: Double? = nil, heldUntil: Double? = nil
    ) -> SyncRequest {
        SyncRequest(
            key: RequestKey(UserReference(connector: "entra", id: "ada"), pipeline: "p"), generation: 1, phase: phase,
            demand: Demand(cause: Cause(.manual, id: "x"), priority: .event, markedAt: Self.at(markedAt)), step: 0,
            attempts: 0, error: nil, hold: heldUntil.map { SyncRequest.Hold(token: "t", until: Self.at($0)) },
            fingerprint: nil, outcome: nil, finishedAt: finishedAt.map(Self.at))
    }

    private func after(_ request: SyncRequest) -> SyncRequest {
        var request = request
        request.clockWasSetBack(to: Self.now, lease: .seconds(60), longestWait: .seconds(900))
        return request
    }

    @Test("does not keep waiting what was marked or finished later than now")
    func due() {
        #expect(after(request(.waiting(due: Self.at(7200)), markedAt: 7200)).due == Self.now)
        #expect(after(request(.followUp(at: Self.at(7205)), finishedAt: 7200)).due == Self.now)
    }

    @Test("lets nothing wait longer than it can have been told to")
    func longest() {
        #expect(after(request(.waiting(due: Self.at(7200)))).due == Self.at(900))
        #expect(after(request(.deferred(until: Self.at(7200)))).due == Self.at(900))
    }

    @Test("leaves a term to its holder, as long as one that is given now")
    func holds() {
        #expect(after(request(.waiting(due: Self.at(-5)), heldUntil: 7200)).hold?.until == Self.at(60))
        #expect(after(request(.waiting(due: Self.at(-5)), heldUntil: 7200)).holds("t", at: Self.now))
        #expect(after(request(.waiting(due: Self.at(-5)), heldUntil: 30)).hold?.until == Self.at(30))
    }

    @Test(
        "changes nothing that is as it should be",
        arguments: [
            SyncRequest.Phase.idle, .dead(since: at(-1)), .waiting(due: at(-5)), .waiting(due: at(600)),
            .deferred(until: at(5)), .followUp(at: at(21_600)),
        ])
    func unchanged(_ phase: SyncRequest.Phase) {
        let before = request(phase, finishedAt: -1, heldUntil: 60)
        #expect(after(before) == before)
    }
}
