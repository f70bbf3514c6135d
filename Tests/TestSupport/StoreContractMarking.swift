import Domain
import Foundation
import Testing

extension StoreContract {
    static let marking = [
        StoreRule("a first mark is due at once, and the claim tells all about it") { test in
            let cause = Cause(.sweep, id: "run 7 — 🎉 '\"")
            try await test.mark(.ada, cause: cause, priority: .manual, at: 0)
            let claim = try await test.claimOne(at: 0)
            #expect(claim.key == .ada)
            #expect(claim.cause == cause)
            #expect(claim.priority == .manual)
            #expect(claim.markedAt == test.at(0))
            #expect(claim.attempts == 0)
            #expect(claim.step == 0)
            #expect(claim.fingerprint == nil)
            #expect(claim.until == test.at(60))
            #expect(!claim.token.isEmpty)
        },
        StoreRule("a thousand marks for one waiting user become one sync, dated by the oldest") { test in
            for second in 0..<10 {
                let marks = (0..<100).map { _ in Mark(.ada, cause: .delivery) }
                try await test.store.mark(marks, at: test.at(Double(second)))
            }
            let claim = try await test.claimOne(at: 10)
            #expect(claim.markedAt == test.at(0))
            try await test.complete(claim, at: 11)
            #expect(try await test.claim(at: 1000).isEmpty)
        },
        StoreRule("a mark during a claim leads to another sync, settle after the first one's end") { test in
            try await test.mark(.ada, at: 0)
            let first = try await test.claimOne(at: 1)
            let later = Cause(.notification, id: "delivery-2")
            try await test.mark(.ada, cause: later, at: 2)
            try await test.mark(.ada, cause: Cause(.notification, id: "delivery-3"), at: 3)
            #expect(try await test.claim(at: 3).isEmpty)
            try await test.complete(first, at: 4)
            #expect(try await test.claim(at: 8).isEmpty)
            let second = try await test.claimOne(at: 9)
            #expect(second.generation > first.generation)
            #expect(second.cause == later)
            #expect(second.markedAt == test.at(2))
            try await test.complete(second, at: 10)
            #expect(try await test.claim(at: 1000).isEmpty)
        },
        StoreRule("a mark soon after a sync waits until settle is over, a later one does not wait") { test in
            try await test.mark(.ada, at: 0)
            try await test.complete(test.claimOne(at: 0), at: 10)
            try await test.mark(.ada, at: 11)
            #expect(try await test.claim(at: 14).isEmpty)
            try await test.complete(test.claimOne(at: 15), at: 16)
            try await test.mark(.ada, at: 30)
            #expect(try await test.claimOne(at: 30).markedAt == test.at(30))
        },
        StoreRule("a mark of higher priority lifts a waiting one and its cause; a lower one changes nothing") { test in
            let run = Cause(.reconciliation, id: "run-1")
            try await test.mark(.ada, cause: run, priority: .bulk, at: 0)
            try await test.mark(.bob, cause: run, priority: .bulk, at: 0)
            try await test.mark(.bob, cause: .delivery, priority: .event, at: 1)
            try await test.mark(.bob, cause: run, priority: .bulk, at: 2)
            let claims = try await test.claim(limit: 1, at: 3)
            #expect(claims.map(\.key) == [.bob])
            #expect(claims.map(\.priority) == [.event])
            #expect(claims.map(\.cause) == [.delivery])
            #expect(claims.map(\.markedAt) == [test.at(0)])
        },
        StoreRule("a notification takes over the cause of what waits, and loses it to nothing else") { test in
            let sweep = Cause(.sweep, id: "sweep-1")
            try await test.mark(.ada, cause: sweep, at: 0)
            try await test.mark(.ada, cause: .delivery, at: 1)
            try await test.mark(.ada, cause: sweep, at: 2)
            #expect(try await test.claimOne(at: 3).cause == .delivery)
        },
        StoreRule("the same name as an id and as an attribute's value is two users, in every pipeline its own") {
            test in
            let mail = RequestKey.resolution(of: UserReference(connector: "entra", attribute: "mail", value: "ada"))
            let login = RequestKey.resolution(of: UserReference(connector: "entra", attribute: "login", value: "ada"))
            try await test.mark(.ada, .user("ada", "wiki"), .user("ada", of: "okta"), mail, login, at: 0)
            #expect(try await test.claim("jira", at: 0).map(\.key) == [.ada])
            #expect(try await test.claim("wiki", at: 0).map(\.key) == [.user("ada", "wiki")])
            #expect(Set(try await test.claim("", at: 0).map(\.key)) == [mail, login])
        },
        StoreRule("a mark cuts a long backoff to a minute, once however many come, and keeps the attempts") { test in
            try await test.mark(.ada, at: 0)
            try await test.complete(test.claimOne(at: 0), as: .retry(at: test.at(900), error: "x"), at: 0)
            try await test.mark(.ada, at: 100)
            for second in 101..<160 { try await test.mark(.ada, at: Double(second)) }
            #expect(try await test.claim(at: 159).isEmpty)
            let claim = try await test.claimOne(at: 160)
            #expect(claim.attempts == 1)
            #expect(claim.markedAt == test.at(0))
        },
        StoreRule("a mark does not prolong a short backoff") { test in
            try await test.mark(.ada, at: 0)
            try await test.complete(test.claimOne(at: 0), as: .retry(at: test.at(4), error: "x"), at: 1)
            try await test.mark(.ada, at: 2)
            #expect(try await test.claimOne(at: 4).attempts == 1)
        },
        StoreRule("a mark on a further look starts over as a fresh one") { test in
            try await test.mark(.ada, cause: Cause(.notification, id: "old"), at: 0)
            let followUp = FollowUp(at: test.at(900), step: 3)
            try await test.complete(test.claimOne(at: 0), as: .done(followUp: followUp), at: 1)
            try await test.mark(.ada, at: 50)
            let claim = try await test.claimOne(at: 50)
            #expect(claim.step == 0)
            #expect(claim.cause == .delivery)
            #expect(claim.markedAt == test.at(50))
            try await test.complete(claim, at: 51)
            #expect(try await test.claim(at: 10_000).isEmpty)
        },
        StoreRule("a mark on a further look that failed starts over, within its backoff") { test in
            try await test.mark(.ada, cause: Cause(.notification, id: "old"), at: 0)
            try await test.complete(
                test.claimOne(at: 0), as: .done(followUp: FollowUp(at: test.at(30), step: 2)), at: 1)
            let look = try await test.claimOne(at: 30)
            #expect(look.step == 2)
            try await test.complete(look, as: .retry(at: test.at(40), error: "x"), at: 31)
            try await test.mark(.ada, at: 35)
            let claim = try await test.claimOne(at: 40)
            #expect(claim.step == 0)
            #expect(claim.attempts == 1)
            #expect(claim.cause == .delivery)
            #expect(claim.markedAt == test.at(35))
        },
        StoreRule("marks are there after the store is opened again") { test in
            try await test.mark(.ada, at: 0)
            let again = try await test.another()
            let slot = ClaimSlot(connector: "entra", pipeline: "jira", limit: 1)
            #expect(try await again.claim([slot], lease: .seconds(60), at: test.at(0)).map(\.key) == [.ada])
        },
        StoreRule("no marks are no work") { test in
            try await test.store.mark([], at: test.at(0))
            #expect(try await test.store.queueStatus(at: test.at(0)).connectors.isEmpty)
        },
    ]
}
