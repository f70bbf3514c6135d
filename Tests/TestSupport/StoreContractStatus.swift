import Domain
import Foundation
import Testing

extension StoreContract {
    static let status = [
        StoreRule("counts a user once, however many pipelines wait, and connectors apart") { test in
            let name = RequestKey.resolution(of: UserReference(connector: "entra", attribute: "mail", value: "ada"))
            try await test.mark(.ada, .user("ada", "wiki"), .bob, name, at: 10)
            try await test.mark(.user("ada", of: "okta"), at: 3)
            let status = try await test.store.queueStatus(at: test.at(10))
            #expect(
                status.connectors == [
                    "entra": .init(waiting: 3, oldest: test.at(10)), "okta": .init(waiting: 1, oldest: test.at(3)),
                ])
        },
        StoreRule("counts what is lent as running, and as waiting again when its term has run out") { test in
            try await test.mark(.ada, .user("ada", "wiki"), .bob, at: 0)
            _ = try await test.claim("jira", limit: 1, at: 1)
            #expect(try await test.counts(at: 1) == .init(waiting: 2, running: 1, oldest: test.at(0)))
            _ = try await test.claim("jira", "wiki", at: 2)
            #expect(try await test.counts(at: 2) == .init(waiting: 0, running: 2, oldest: test.at(0)))
            #expect(try await test.counts(at: 61) == .init(waiting: 1, running: 2, oldest: test.at(0)))
            #expect(try await test.counts(at: 62) == .init(waiting: 2, running: 0, oldest: test.at(0)))
        },
        StoreRule("counts retried and deferred ones as waiting, rereads and later looks not") { test in
            let ends: [(RequestKey, Completion)] = [
                (.user("retried"), .retry(at: test.at(900), error: "x")),
                (.user("deferred"), .deferred(until: test.at(900), reason: "x")),
                (.user("look"), .done(followUp: FollowUp(at: test.at(900), step: 1))),
                (.user("done"), .done(followUp: nil)), (.user("dead"), .dead(error: "x")),
            ]
            for (second, end) in ends.enumerated() {
                try await test.mark(end.0, at: Double(second))
                try await test.complete(test.claimOne(at: Double(second)), as: end.1, at: Double(second))
            }
            #expect(try await test.counts(at: 50) == .init(waiting: 2, deadLetters: 1, oldest: test.at(0)))
            #expect(try await test.counts(at: 950) == .init(waiting: 2, deadLetters: 1, oldest: test.at(0)))
        },
        StoreRule("a further look that runs has no unanswered mark, until one comes") { test in
            try await test.mark(.ada, at: 0)
            try await test.complete(
                test.claimOne(at: 0), as: .done(followUp: FollowUp(at: test.at(900), step: 1)), at: 1)
            _ = try await test.claimOne(at: 900)
            #expect(try await test.counts(at: 901) == .init(running: 1))
            try await test.mark(.ada, at: 902)
            #expect(try await test.counts(at: 903) == .init(running: 1, oldest: test.at(902)))
            #expect(try await test.counts(at: 960) == .init(waiting: 1, oldest: test.at(902)))
        },
        StoreRule("counts a dead letter for each pipeline, and nothing of a queue at rest") { test in
            try await test.mark(.ada, .user("ada", "wiki"), .bob, at: 0)
            for claim in try await test.claim("jira", "wiki", at: 0) {
                try await test.complete(
                    claim, as: claim.key == .bob ? .done(followUp: nil) : .dead(error: "x"), at: 1)
            }
            #expect(try await test.store.queueStatus(at: test.at(2)).connectors == ["entra": .init(deadLetters: 2)])
            for letter in try await test.store.deadLetters() {
                #expect(try await test.store.discardDeadLetter(letter.id, at: test.at(3)))
            }
            #expect(try await test.store.queueStatus(at: test.at(4)).connectors.isEmpty)
        },
    ]

    static let deliveries = [
        StoreRule("a delivery's marks are there when it is stored") { (test) async throws in
            let marks = [Mark(.ada, cause: .delivery), Mark(.bob, cause: .delivery)]
            #expect(try await test.store.accept(.of(id: "d-1"), marks: marks, at: test.at(0)) == .stored)
            #expect(Set(try await test.claim(at: 0).map(\.key)) == [.ada, .bob])
            #expect(try await test.store.accept(.of(id: "d-2"), marks: [], at: test.at(1)) == .stored)
        },
        StoreRule("an id that is remembered takes effect once, in every process") { test in
            let first = DeliveryRecord.of(id: "d-1", replayIDs: ["msg-1", "msg-1", "msg-2"])
            let marks = [Mark(.ada, cause: .delivery)]
            #expect(try await test.store.accept(first, marks: marks, at: test.at(0)) == .stored)
            try await test.complete(test.claimOne(at: 0), at: 1)
            let other = try await test.another()
            let replay = DeliveryRecord.of(id: "d-2", replayIDs: ["msg-3", "msg-2"])
            #expect(try await other.accept(replay, marks: marks, at: test.at(100)) == .duplicate)
            #expect(try await test.claim(at: 1000).isEmpty)
            // The duplicate left nothing behind, its new id neither.
            let fresh = DeliveryRecord.of(id: "d-2", replayIDs: ["msg-3"])
            #expect(try await test.store.accept(fresh, marks: marks, at: test.at(100)) == .stored)
            #expect(try await test.claim(at: 1000).map(\.key) == [.ada])
        },
        StoreRule("two senders may use the same ids") { (test) async throws in
            let marks = [Mark(.ada, cause: .delivery)]
            let delivery = DeliveryRecord.of("hr", id: "d-1", replayIDs: ["1"])
            let other = DeliveryRecord.of("chat", id: "d-2", replayIDs: ["1"])
            #expect(try await test.store.accept(delivery, marks: marks, at: test.at(0)) == .stored)
            #expect(try await test.store.accept(other, marks: marks, at: test.at(0)) == .stored)
        },
        StoreRule("of many deliveries with one id that come at once, one is stored") { test in
            let stored = try await withThrowingTaskGroup(of: Acceptance.self) { group in
                for index in 0..<40 {
                    group.addTask {
                        try await test.store.accept(
                            .of(id: "d-\(index)", replayIDs: ["same"]),
                            marks: [Mark(.user("user-\(index)"), cause: .delivery)], at: test.at(0))
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 == .stored ? 1 : 0 }
            }
            #expect(stored == 1)
            #expect(try await test.claim(at: 0).count == 1)
        },
        StoreRule("a delivery that cannot be stored undoes neither the others' nor leaves its own marks") { test in
            #expect(try await test.store.accept(.of(id: "d-1"), marks: [], at: test.at(0)) == .stored)
            let results = await withTaskGroup(of: Bool.self) { group in
                for index in 0..<20 {
                    group.addTask {
                        let id = index == 7 ? "d-1" : "e-\(index)"
                        let marks = [Mark(.user("user-\(index)"), cause: .delivery)]
                        return (try? await test.store.accept(.of(id: id), marks: marks, at: test.at(0))) != nil
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(results == 19)
            let claimed = Set(try await test.claim(at: 0).map(\.key))
            #expect(claimed == Set((0..<20).filter { $0 != 7 }.map { RequestKey.user("user-\($0)") }))
        },
    ]
}
