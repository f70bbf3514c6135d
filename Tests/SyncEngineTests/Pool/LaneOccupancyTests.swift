import Domain
import Foundation
import Testing

@testable import SyncEngine

@Suite("Room at a target")
struct LaneOccupancyTests {
    private static let first = Pipeline.named("a")
    private static let second = Pipeline.named("b")
    private static let wiki = Pipeline.named("c", target: "wiki")

    private func claim(_ pipeline: String) -> Claim {
        Claim(
            key: RequestKey(.ada, pipeline: pipeline), token: "t", generation: 1, cause: .news, priority: .event,
            markedAt: .distantPast, attempts: 0, step: 0, fingerprint: nil, until: .distantFuture)
    }

    @Test("is offered in equal shares")
    func shares() async {
        let occupancy = LaneOccupancy(concurrency: 8)
        let slots = await occupancy.slots(for: [Self.first, Self.second, Self.wiki], resolving: [])
        #expect(Dictionary(uniqueKeysWithValues: slots.map { ($0.pipeline, $0.limit) }) == ["a": 4, "b": 4, "c": 8])
    }

    @Test("goes to whoever was given some longest ago when there is not enough for all")
    func turns() async {
        let occupancy = LaneOccupancy(concurrency: 1)
        var served: [String] = []
        for _ in 0..<4 {
            let slots = await occupancy.slots(for: [Self.first, Self.second], resolving: [])
            served += slots.map(\.pipeline)
            await occupancy.enter(.jira, with: claim(slots.first?.pipeline ?? ""))
            // Looks without room change nobody's turn.
            #expect(await occupancy.slots(for: [Self.first, Self.second], resolving: []).isEmpty)
            await occupancy.leave(.jira)
        }
        #expect(served == ["a", "b", "a", "b"])
    }

    @Test("is the target's own, and names are looked up beside it")
    func separate() async {
        let occupancy = LaneOccupancy(concurrency: 2)
        for _ in 0..<2 { await occupancy.enter(.jira, with: claim("a")) }
        let slots = await occupancy.slots(for: [Self.first, Self.wiki], resolving: ["entra"])
        #expect(Set(slots.map(\.pipeline)) == ["c", ""])
        #expect(await occupancy.total == 2)
    }
}
