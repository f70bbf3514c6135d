import Domain
import Foundation
import Testing

extension StoreContract {
    static let claiming = [
        StoreRule("lends a user to one worker at a time, from whatever process") { test in
            let other = try await test.another()
            let slot = ClaimSlot(connector: "entra", pipeline: "jira", limit: 9)
            try await test.mark(.ada, at: 0)
            _ = try await test.claimOne(at: 0)
            #expect(try await test.claim(at: 59).isEmpty)
            #expect(try await other.claim([slot], lease: .seconds(60), at: test.at(59)).isEmpty)
        },
        StoreRule("a term that ran out goes to somebody else, with a token and term of its own") { test in
            try await test.mark(.ada, at: 0)
            let first = try await test.claimOne(at: 0)
            let second = try await test.claimOne(at: 60)
            #expect(second.token != first.token)
            #expect(second.until == test.at(120))
            #expect(second.markedAt == first.markedAt)
            #expect(second.attempts == 0)
            #expect(try await test.claim(at: 119).isEmpty)
        },
        StoreRule("marks that came during a term that ran out are answered by the next claim") { test in
            try await test.mark(.ada, cause: Cause(.sweep, id: "sweep-1"), priority: .bulk, at: 0)
            let lost = try await test.claimOne(at: 0)
            try await test.mark(.ada, at: 10)
            let claim = try await test.claimOne(at: 60)
            #expect(claim.generation > lost.generation)
            #expect(claim.cause == .delivery)
            #expect(claim.priority == .event)
            try await test.complete(claim, at: 61)
            #expect(try await test.claim(at: 1000).isEmpty)
        },
        StoreRule("lends higher priorities first, then those due longest, up to the limit") { test in
            try await test.mark(.user("bulk"), priority: .bulk, at: 0)
            try await test.mark(.user("manual"), priority: .manual, at: 1)
            try await test.mark(.user("late"), at: 3)
            try await test.mark(.user("early"), at: 2)
            #expect(try await test.claim(limit: 0, at: 4).isEmpty)
            var order: [String] = []
            for _ in 0..<4 {
                let claims = try await test.claim(limit: 1, at: 4)
                #expect(claims.count == 1)
                order += claims.map(\.key.user.value)
            }
            #expect(order == ["early", "late", "manual", "bulk"])
        },
        StoreRule("lends many at once, each with its own token, no more than asked for") { test in
            let marks = (0..<300).map { Mark(.user("user-\($0)"), cause: .delivery) }
            try await test.store.mark(marks, at: test.at(0))
            let claims = try await test.claim(limit: 250, at: 0)
            #expect(claims.count == 250)
            #expect(Set(claims.map(\.token)).count == 250)
            #expect(Set(claims.map(\.key)).count == 250)
            #expect(try await test.claim(limit: 250, at: 0).count == 50)
        },
        StoreRule("lends only what the slots name") { test in
            try await test.mark(.ada, .user("ada", of: "okta"), .user("ada", "wiki"), at: 0)
            let slots = [
                ClaimSlot(connector: "okta", pipeline: "jira", limit: 5),
                ClaimSlot(connector: "entra", pipeline: "wiki", limit: 5),
            ]
            let claims = try await test.store.claim(slots, lease: .seconds(60), at: test.at(0))
            #expect(Set(claims.map(\.key)) == [.user("ada", of: "okta"), .user("ada", "wiki")])
            #expect(try await test.store.claim([], lease: .seconds(60), at: test.at(0)).isEmpty)
        },
        StoreRule("a prolonged term keeps others out; a lost one cannot be prolonged") { test in
            try await test.mark(.ada, .bob, .cy, at: 0)
            let claims = try await test.claim(at: 0)
            let ended = try #require(claims.first { $0.key == .cy })
            try await test.complete(ended, at: 10)
            let longer = try await test.store.extend(claims, lease: .seconds(60), at: test.at(50))
            #expect(longer.map(\.key) == claims.map(\.key).filter { $0 != .cy })
            #expect(longer.map(\.token) == claims.filter { $0.key != .cy }.map(\.token))
            #expect(longer.allSatisfy { $0.until == test.at(110) })
            #expect(try await test.claim(at: 109).isEmpty)
            #expect(try await test.claim(at: 110).count == 2)
            #expect(try await test.store.extend(longer, lease: .seconds(60), at: test.at(111)).isEmpty)
        },
        StoreRule("a term that ran out is not prolonged, taken or not") { test in
            try await test.mark(.ada, at: 0)
            let claim = try await test.claimOne(at: 0)
            #expect(try await test.store.extend([claim], lease: .seconds(60), at: test.at(60)).isEmpty)
        },
    ]

    static let lending = [
        StoreRule("lends a user's requests of several pipelines together") { test in
            try await test.mark(.ada, at: 0)
            try await test.mark(.user("bob", "wiki"), at: 1)
            try await test.mark(.user("ada", "wiki"), at: 2)
            let claims = try await test.claim("wiki", "jira", limit: 1, at: 3)
            #expect(Set(claims.map(\.key)) == [.ada, .user("ada", "wiki")])
        },
        StoreRule("but not ahead of a higher priority, nor beyond a limit, nor before they are due") { test in
            try await test.mark(.ada, at: 0)
            try await test.mark(.user("ada", "wiki"), priority: .bulk, at: 0)
            try await test.mark(.user("bob", "wiki"), priority: .manual, at: 1)
            let claims = try await test.claim("jira", "wiki", limit: 1, at: 2)
            #expect(Set(claims.map(\.key)) == [.ada, .user("bob", "wiki")])

            try await test.mark(.cy, .user("cy", "wiki"), at: 10)
            let slots = [
                ClaimSlot(connector: "entra", pipeline: "jira", limit: 1),
                ClaimSlot(connector: "entra", pipeline: "wiki", limit: 0),
            ]
            #expect(try await test.store.claim(slots, lease: .seconds(60), at: test.at(10)).map(\.key) == [.cy])
            let wiki = try await test.claim("wiki", limit: 1, at: 10)
            #expect(wiki.map(\.key) == [.user("cy", "wiki")])
            try await test.mark(.user("dee"), .user("dee", "wiki"), at: 12)
            for claim in try await test.claim("wiki", limit: 1, at: 12) {
                #expect(claim.key == .user("dee", "wiki"))
                try await test.complete(claim, as: .retry(at: test.at(60), error: "x"), at: 12)
            }
            let later = try await test.claim("jira", "wiki", limit: 5, at: 13)
            #expect(later.contains { $0.key == .user("dee") })
            #expect(!later.contains { $0.key == .user("dee", "wiki") })
        },
        StoreRule("a person is lent what nobody holds, due or not") { test in
            let idle = RequestKey.user("idle")
            let look = RequestKey.user("look")
            let backoff = RequestKey.user("backoff")
            let deferred = RequestKey.user("deferred")
            let dead = RequestKey.user("dead")
            try await test.mark(idle, look, backoff, deferred, dead, at: 0)
            let ends: [RequestKey: Completion] = [
                idle: .done(followUp: nil), look: .done(followUp: FollowUp(at: test.at(900), step: 1)),
                backoff: .retry(at: test.at(900), error: "x"), deferred: .deferred(until: test.at(900), reason: "x"),
                dead: .dead(error: "x"),
            ]
            for claim in try await test.claim(at: 0) {
                try await test.complete(claim, as: #require(ends[claim.key]), at: 0)
            }
            try await test.mark(.ada, at: 1)
            let marks = [idle, look, backoff, deferred, dead, .ada, .bob].map {
                Mark($0, cause: Cause(.manual, id: "admin"), priority: .manual)
            }
            let claims = try await test.store.claimNow(marks, lease: .seconds(60), at: test.at(2))
            #expect(claims.map(\.key) == marks.map(\.key))
            #expect(claims.map(\.attempts) == [0, 0, 1, 0, 0, 0, 0])
            #expect(claims.allSatisfy { $0.step == 0 && $0.until == test.at(62) })
            #expect(claims.last?.cause == Cause(.manual, id: "admin"))
            #expect(claims.last?.priority == .manual)
            #expect(try await test.claim(at: 50).isEmpty)
            for claim in claims { #expect(try await test.complete(claim, at: 50)) }
            #expect(try await test.claim(at: 10_000).isEmpty)
        },
        StoreRule("what somebody else holds is left unmarked by a person who asks for it") { test in
            try await test.mark(.ada, at: 0)
            let held = try await test.claimOne(at: 0)
            let mark = Mark(.ada, cause: Cause(.manual, id: "admin"), priority: .manual)
            #expect(try await test.store.claimNow([mark], lease: .seconds(60), at: test.at(1)).isEmpty)
            try await test.complete(held, at: 2)
            #expect(try await test.claim(at: 1000).isEmpty)
        },
        StoreRule("a person is lent what was held when its term has run out") { test in
            try await test.mark(.ada, at: 0)
            let lost = try await test.claimOne(at: 0)
            let mark = Mark(.ada, cause: Cause(.manual, id: "admin"), priority: .manual)
            let claims = try await test.store.claimNow([mark], lease: .seconds(60), at: test.at(60))
            #expect(claims.map(\.markedAt) == [test.at(0)])
            #expect(try await test.complete(lost, at: 61) == false)
        },
    ]
}
