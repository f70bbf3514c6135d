import Domain
import Foundation
import Testing

extension StoreContract {
    static let runPlans = [
        StoreRule("plans are kept as they were given, and numbered in the order of planning") { test in
            try await test.start(.of("run-1", ["jira", "wiki"]), at: 0)
            let full = StoredPlan(
                key: .user("ö'; DROP TABLE runPlan"), outcome: .written,
                targetUser: TargetUser(key: "JIRAUSER1", name: "ada", email: "ada@example.com", active: false),
                attributes: [
                    .changing("Department", wanted: "R&D <b>🎉</b>\n\0\"\\", current: nil),
                    .changing("Phone", .error, wanted: nil, current: "", error: "too long"),
                    PlannedAttribute(
                        target: TargetAttribute(.field, "phone"), source: "first: a, b", wanted: nil, current: "1",
                        action: .clear),
                ], reason: "words", plannedAt: test.at(7), isPending: true, isMissed: true)
            let bare = StoredPlan(
                key: .user("bob", "wiki"), outcome: .ambiguous, targetUser: nil, attributes: [],
                plannedAt: test.at(8), isPending: false)
            try await test.save(.of(0, plans: [full, bare]), of: "run-1", at: 9)
            try await test.save(.of(1, plans: [.of(.cy)]), of: "run-1", at: 10)
            let plans = try await test.another().plans(of: "run-1", after: 0, limit: 9)
            #expect(plans.map(\.number) == plans.map(\.number).sorted())
            #expect(Set(plans.map(\.number)).count == 3 && !plans.map(\.number).contains(0))
            #expect(plans.map { $0.numbered(0) } == [full, bare, .of(.cy)])
            #expect(try await test.store.plans(of: "run-1", after: plans[0].number, limit: 1) == [plans[1]])
            #expect(try await test.store.plans(of: "run-1", after: plans[2].number, limit: 9).isEmpty)
            #expect(try await test.store.plans(of: "nonsense", after: 0, limit: 9).isEmpty)
            #expect(try await test.store.pendingPlans(of: "run-1", limit: 9) == [plans[0], plans[2]])
            #expect(try await test.store.pendingPlans(of: "run-1", limit: 1) == [plans[0]])
            #expect(try await test.store.pendingPlans(of: "nonsense", limit: 9).isEmpty)
        },
        StoreRule("counts say what happened instead of what was planned, and the guard's stay") { test in
            let attributes: [PlannedAttribute] = [
                .changing("A"), .changing("B", .set), .changing("C", .clear), .changing("D", .error),
                .changing("E", .keep),
            ]
            let ada = RunCounts(.written, attributes, isInScope: true, isMissed: true)
            let bob = RunCounts(.written, attributes, isInScope: true)
            try await test.applying(
                [.of(.ada, .written, attributes), .of(.bob, .written, attributes)],
                counts: ada + bob + RunCounts(outcomes: [.unchanged: 5]))
            let plans = try await test.store.pendingPlans(of: "run-1", limit: 9)
            #expect(try await test.conclude(plans[0], of: "run-1", as: .written, [.changing("A")], at: 3))
            var counts = try #require(try await test.store.run("run-1")?.counts["jira"])
            #expect(counts.outcomes == [.written: 2, .unchanged: 5])
            #expect((counts.set, counts.changed, counts.cleared, counts.attributeErrors) == (1, 2, 1, 1))
            #expect(
                try await test.conclude(
                    plans[1], of: "run-1", as: .failed, [.changing("A", .error, error: "no")], reason: "Jira says no",
                    at: 4))
            counts = try #require(try await test.store.run("run-1")?.counts["jira"])
            #expect(counts.outcomes == [.written: 1, .failed: 1, .unchanged: 5])
            #expect((counts.set, counts.changed, counts.cleared, counts.attributeErrors) == (0, 1, 0, 1))
            #expect((counts.inScope, counts.mappedValues, counts.changedUsers) == (2, 10, 2))
            #expect(counts.missedNotifications == 1)
            #expect(try await test.store.pendingPlans(of: "run-1", limit: 9).isEmpty)
            let reported = try await test.store.plans(of: "run-1", after: 0, limit: 9)
            #expect(reported.map(\.outcome) == [.written, .failed])
            #expect(reported.map(\.attributes) == [[.changing("A")], [.changing("A", .error, error: "no")]])
            #expect(reported.map(\.reason) == [nil, "Jira says no"])
            #expect(reported.map(\.isPending) == [false, false])
        },
        StoreRule("a plan is concluded once, also when its worker is not sure") { test in
            try await test.applying(
                [.of(.ada), .of(.bob, isPending: false)], counts: RunCounts(outcomes: [.written: 1]))
            let plans = try await test.store.plans(of: "run-1", after: 0, limit: 9)
            #expect(try await test.conclude(plans[0], of: "run-1", as: .unchanged, at: 3))
            for plan in [plans[0], plans[1], plans[0].numbered(99_999), plans[0].numbered(0)] {
                #expect(try await test.conclude(plan, of: "run-1", as: .failed, at: 4))
            }
            #expect(try await test.store.run("run-1")?.counts["jira"]?.outcomes == [.unchanged: 1])
            #expect(
                try await test.store.plans(of: "run-1", after: 0, limit: 9).map(\.outcome) == [.unchanged, .written])
        },
        StoreRule("a plan is concluded only in its own run, while that is applying") { test in
            try await test.applying([.of(.ada)])
            try await test.start(.of("run-2", ["wiki"]), at: 3)
            let plan = try #require(try await test.store.pendingPlans(of: "run-1", limit: 1).first)
            #expect(try await test.conclude(plan, of: "run-2", at: 4) == false)
            #expect(try await test.move("run-2", to: .applying, at: 4))
            #expect(try await test.conclude(plan, of: "run-2", at: 4))
            #expect(try await test.store.pendingPlans(of: "run-1", limit: 1) == [plan])
            #expect(try await test.conclude(plan, of: "nonsense", at: 4) == false)
        },
        StoreRule("retention forgets a run that is over with everything of it, in bites, and nothing else") { test in
            for (id, pipeline, end) in [("old", "jira", 10.0), ("young", "wiki", 30), ("open", "intranet", nil)] {
                try await test.start(.of(id, [pipeline]), at: 0)
                let plans = (0..<5).map { StoredPlan.of(.user("user-\($0)", pipeline)) }
                try await test.save(.of(0, next: nil, users: ["ada", "bob", "cy"], plans: plans), of: id, at: 1)
                if let end { #expect(try await test.move(id, to: .done, at: end)) }
            }
            let retention = Retention(
                deliveriesBefore: test.at(0), historyBefore: test.at(20), replayIDsBefore: test.at(0))
            // Five plans, twice three users, one run.
            var bites: [Int] = []
            repeat { bites.append(try await test.store.prune(retention, limit: 2)) } while bites.last == 2
            #expect(bites.dropLast().allSatisfy { $0 == 2 } && bites.reduce(0, +) == 12)
            #expect(try await test.store.runs(limit: 9, before: nil).map(\.id) == ["open", "young"])
            #expect(try await test.store.plans(of: "old", after: 0, limit: 9).isEmpty)
            #expect(try await test.store.plans(of: "young", after: 0, limit: 9).count == 5)
            #expect(try await test.store.pendingPlans(of: "open", limit: 9).count == 5)
            #expect(try await test.store.listed(["ada"], of: "open", connector: "entra") == ["ada"])
            #expect(try await test.store.run("young")?.counts.count == 1)
        },
    ]
}

extension StoredPlan {
    fileprivate func numbered(_ number: Int64) -> StoredPlan {
        StoredPlan(
            number: number, key: key, outcome: outcome, targetUser: targetUser, attributes: attributes, reason: reason,
            plannedAt: plannedAt, isPending: isPending, isMissed: isMissed)
    }
}
