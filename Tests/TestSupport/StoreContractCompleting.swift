import Domain
import Foundation
import Testing

extension StoreContract {
    static let completing = [
        StoreRule("a claim ends once") { test in
            try await test.mark(.ada, at: 0)
            let claim = try await test.claimOne(at: 0)
            #expect(try await test.complete(claim, at: 1))
            #expect(try await test.complete(claim, as: .dead(error: "x"), at: 2) == false)
            #expect(try await test.store.deadLetters().isEmpty)
        },
        StoreRule("a term that ran out still ends well as long as nobody else has the request") { test in
            try await test.mark(.ada, at: 0)
            #expect(try await test.complete(test.claimOne(at: 0), at: 500))
            #expect(try await test.claim(at: 1000).isEmpty)
        },
        StoreRule("a claim that was lost changes nothing at all") { test in
            try await test.mark(.ada, at: 0)
            let lost = try await test.claimOne(at: 0)
            let holder = try await test.claimOne(at: 60)
            let record = PassRecord(
                outcome: .written, link: TargetUser(key: "JIRAUSER1", name: "ada"), fingerprint: "stolen",
                values: [TargetAttribute(.property, "Department"): "IT"], history: [.change(of: .ada, at: test.at(61))],
                settlesIntents: true, marks: [Mark(.bob, cause: .delivery)])
            #expect(try await test.complete(lost, as: .dead(error: "x"), record, at: 61) == false)
            #expect(try await test.store.deadLetters().isEmpty)
            #expect(try await test.store.link(for: .ada) == nil)
            #expect(try await test.store.record(for: .ada) == nil)
            #expect(try await test.store.history(of: RequestKey.ada.user, limit: 9).isEmpty)
            #expect(try await test.store.lastPasses(of: RequestKey.ada.user).isEmpty)
            #expect(try await test.claim(at: 61).isEmpty)
            #expect(try await test.complete(holder, at: 62))
            try await test.mark(.ada, at: 100)
            #expect(try await test.claimOne(at: 100).fingerprint == nil)
        },
        StoreRule("a retry waits for its time and counts as an attempt of the same mark") { test in
            try await test.mark(.ada, at: 0)
            for attempt in 1...3 {
                let start = Double(attempt * 10)
                let claim = try await test.claimOne(at: start)
                try await test.complete(claim, as: .retry(at: test.at(start + 10), error: "x"), at: start + 1)
                #expect(try await test.claim(at: start + 9).isEmpty)
            }
            let claim = try await test.claimOne(at: 40)
            #expect(claim.attempts == 3)
            #expect(claim.markedAt == test.at(0))
            try await test.complete(claim, at: 41)
            try await test.mark(.ada, at: 100)
            #expect(try await test.claimOne(at: 100).attempts == 0)
        },
        StoreRule("a mark during a pass that fails is answered within a minute") { test in
            try await test.mark(.ada, at: 0)
            let claim = try await test.claimOne(at: 0)
            try await test.mark(.ada, at: 1)
            try await test.complete(claim, as: .retry(at: test.at(900), error: "x"), at: 2)
            #expect(try await test.claim(at: 61).isEmpty)
            let next = try await test.claimOne(at: 62)
            #expect(next.attempts == 1)
            #expect(next.markedAt == test.at(0))
        },
        StoreRule("a deferred request waits for its time without an attempt, whatever marks come") { test in
            try await test.mark(.ada, priority: .bulk, at: 0)
            try await test.complete(test.claimOne(at: 0), as: .deferred(until: test.at(300), reason: "x"), at: 1)
            try await test.mark(.ada, at: 10)
            #expect(try await test.claim(at: 299).isEmpty)
            let claim = try await test.claimOne(at: 300)
            #expect(claim.attempts == 0)
            #expect(claim.markedAt == test.at(0))
            #expect(claim.priority == .event)
        },
        StoreRule("a lane that runs again makes its deferred requests due, and nothing else") { test in
            try await test.mark(.ada, .bob, .user("ada", "wiki"), at: 0)
            for claim in try await test.claim("jira", "wiki", at: 0) {
                let completion: Completion =
                    claim.key == .bob
                    ? .retry(at: test.at(300), error: "x") : .deferred(until: test.at(300), reason: "x")
                try await test.complete(claim, as: completion, at: 1)
            }
            let slot = ClaimSlot(connector: "entra", pipeline: "jira", limit: 0)
            try await test.store.release(deferred: [slot], at: test.at(20))
            #expect(try await test.claim("jira", "wiki", at: 19).isEmpty)
            #expect(try await test.claim("jira", "wiki", at: 20).map(\.key) == [.ada])
        },
        StoreRule("what is handed back is due at once, as if it had never been claimed") { test in
            try await test.mark(.ada, at: 0)
            try await test.complete(test.claimOne(at: 0), as: .retry(at: test.at(10), error: "x"), at: 1)
            try await test.complete(test.claimOne(at: 10), as: .handedBack, at: 11)
            let claim = try await test.claimOne(at: 11)
            #expect(claim.attempts == 1)
            #expect(claim.markedAt == test.at(0))
            try await test.complete(claim, as: .done(followUp: FollowUp(at: test.at(30), step: 2)), at: 12)
            try await test.complete(test.claimOne(at: 30), as: .handedBack, at: 31)
            #expect(try await test.claimOne(at: 31).step == 2)
        },
        StoreRule("a further look comes at its time with its step, and the cause of the mark") { test in
            try await test.mark(.ada, at: 0)
            for step in 1...3 {
                let claim = try await test.claimOne(at: Double(step * 100 - 100))
                #expect(claim.step == step - 1)
                #expect(claim.cause == .delivery)
                let look = FollowUp(at: test.at(Double(step * 100)), step: step)
                try await test.complete(claim, as: .done(followUp: look), at: Double(step * 100 - 99))
                #expect(try await test.claim(at: Double(step * 100 - 1)).isEmpty)
            }
        },
        StoreRule("a mark during a pass that asks for a further look goes before it") { test in
            try await test.mark(.ada, at: 0)
            let claim = try await test.claimOne(at: 0)
            try await test.mark(.ada, at: 1)
            try await test.complete(claim, as: .done(followUp: FollowUp(at: test.at(900), step: 1)), at: 2)
            let next = try await test.claimOne(at: 7)
            #expect(next.step == 0)
            #expect(next.markedAt == test.at(1))
        },
        StoreRule("remembers the fingerprint of the last finished read, and the last outcome") { test in
            try await test.mark(.ada, at: 0)
            try await test.complete(
                test.claimOne(at: 0), as: .done(followUp: FollowUp(at: test.at(10), step: 1)),
                PassRecord(outcome: .unchanged, fingerprint: "one"), at: 1)
            let look = try await test.claimOne(at: 10)
            #expect(look.fingerprint == "one")
            try await test.complete(look, as: .retry(at: test.at(20), error: "x"), at: 11)
            let retry = try await test.claimOne(at: 20)
            #expect(retry.fingerprint == "one")
            #expect(
                try await test.store.lastPasses(of: RequestKey.ada.user)
                    == ["jira": FinishedPass(outcome: .unchanged, at: test.at(1))])
            try await test.complete(retry, PassRecord(outcome: .written, fingerprint: "two"), at: 21)
            try await test.mark(.ada, at: 100)
            #expect(try await test.claimOne(at: 100).fingerprint == "two")
            #expect(
                try await test.store.lastPasses(of: RequestKey.ada.user)
                    == ["jira": FinishedPass(outcome: .written, at: test.at(21))])
        },
        StoreRule("resolving a name marks whom it means, with the end of its claim") { test in
            let name = RequestKey.resolution(of: UserReference(connector: "entra", attribute: "mail", value: "a@b.c"))
            try await test.mark(name, at: 0)
            let claim = try await test.claimOne("", at: 0)
            let record = PassRecord(marks: [Mark(.ada, cause: .delivery), Mark(.bob, cause: .delivery)])
            try await test.complete(claim, record, at: 3)
            #expect(Set(try await test.claim(at: 3).map(\.key)) == [.ada, .bob])
        },
    ]

    static let deadLetters = [
        StoreRule("a pass that failed for good is a dead letter until somebody tries it again") { test in
            try await test.mark(.ada, .bob, at: 0)
            for claim in try await test.claim(at: 0) {
                if claim.key == .bob { try await test.complete(claim, at: 1) }
                if claim.key == .ada {
                    try await test.complete(claim, as: .retry(at: test.at(10), error: "first"), at: 1)
                }
            }
            try await test.complete(test.claimOne(at: 10), as: .dead(error: "Jira says no: <b>ü</b>"), at: 11)
            let letters = try await test.store.deadLetters()
            #expect(letters.map(\.key) == [.ada])
            #expect(letters.map(\.attempts) == [2])
            #expect(letters.map(\.error) == ["Jira says no: <b>ü</b>"])
            #expect(letters.map(\.since) == [test.at(11)])
            #expect(try await test.claim(at: 10_000).isEmpty)

            let id = try #require(letters.first).id
            #expect(try await test.store.retryDeadLetter(id, at: test.at(20_000)))
            #expect(try await test.store.deadLetters().isEmpty)
            #expect(try await test.store.retryDeadLetter(id, at: test.at(20_001)) == false)
            let claim = try await test.claimOne(at: 20_000)
            #expect(claim.attempts == 0)
            #expect(claim.cause == .delivery)
            #expect(claim.markedAt == test.at(20_000))
        },
        StoreRule("a new mark brings a dead one back, its attempts forgotten") { test in
            try await test.mark(.ada, at: 0)
            try await test.complete(test.claimOne(at: 0), as: .dead(error: "x"), at: 1)
            try await test.mark(.ada, at: 100)
            #expect(try await test.store.deadLetters().isEmpty)
            #expect(try await test.claimOne(at: 100).attempts == 0)
        },
        StoreRule("a mark during the pass that failed for good brings it back, too") { test in
            try await test.mark(.ada, at: 0)
            let claim = try await test.claimOne(at: 0)
            try await test.mark(.ada, at: 1)
            try await test.complete(claim, as: .dead(error: "x"), at: 2)
            #expect(try await test.store.deadLetters().isEmpty)
            let next = try await test.claimOne(at: 7)
            #expect(next.attempts == 0)
            #expect(next.markedAt == test.at(1))
        },
        StoreRule("a discarded dead letter rests until it is marked") { test in
            try await test.mark(.ada, at: 0)
            try await test.complete(test.claimOne(at: 0), as: .dead(error: "x"), at: 1)
            let id = try #require(try await test.store.deadLetters().first).id
            #expect(try await test.store.discardDeadLetter(id, at: test.at(2)))
            #expect(try await test.store.discardDeadLetter(id, at: test.at(2)) == false)
            #expect(try await test.store.deadLetters().isEmpty)
            #expect(try await test.claim(at: 1000).isEmpty)
            try await test.mark(.ada, at: 1000)
            #expect(try await test.claimOne(at: 1000).attempts == 0)
        },
        StoreRule("an id that is no dead letter's is neither retried nor discarded") { test in
            try await test.mark(.ada, at: 0)
            for id in [Int64.min, -1, 0, 1, 2, .max] {
                #expect(try await test.store.retryDeadLetter(id, at: test.at(1)) == false)
                #expect(try await test.store.discardDeadLetter(id, at: test.at(1)) == false)
            }
            #expect(try await test.claimOne(at: 1).markedAt == test.at(0))
        },
    ]
}

extension HistoryEntry {
    static func change(
        of key: RequestKey, _ attribute: String = "Department", old: String? = nil, new: String? = "IT", at time: Date
    ) -> HistoryEntry {
        HistoryEntry(
            time: time, user: key.user, pipeline: key.pipeline, target: "jira", targetUser: key.user.value,
            attribute: TargetAttribute(.property, attribute), old: old, new: new, cause: .delivery)
    }
}
