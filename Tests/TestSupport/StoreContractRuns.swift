import Domain
import Foundation
import Testing

extension StoreContract {
    static let runs = [
        StoreRule("a run is kept as it was started, with counts of every pipeline") { test in
            let run = Run.of("run-1", ["wiki", "jira"], kind: .simulate, depth: .light)
            #expect(try await test.start(run, at: 0) == .started)
            let stored = try #require(try await test.another().run("run-1"))
            #expect(stored.pipelines == ["jira", "wiki"])
            #expect(stored.counts == ["jira": RunCounts(), "wiki": RunCounts()])
            #expect((stored.kind, stored.depth, stored.phase) == (.simulate, .light, .planning))
            #expect((stored.cause, stored.startedAt) == (run.cause, test.at(0)))
            #expect(stored.reason == nil)
            #expect(stored.finishedAt == nil)
            #expect(try await test.store.run("run-2") == nil)
        },
        StoreRule("a run that is not over keeps others of any of its pipelines away, whatever it does") { test in
            try await test.start(.of("run-1", ["jira", "wiki"]), at: 0)
            let other = try await test.another()
            for phase in [Run.Phase.planning, .held, .applying] {
                if phase == .held { _ = try await test.move("run-1", to: .held, reason: "too many", at: 5) }
                if phase == .applying { _ = try await test.approve("run-1", at: 6) }
                let second = Run.of("run-2", ["wiki"], kind: .simulate)
                let answer = try await other.start(second, owner: "two", lease: .seconds(60), at: test.at(900))
                guard case .running(let running) = answer else {
                    Issue.record("started beside one that is \(phase)")
                    continue
                }
                #expect((running.id, running.phase) == ("run-1", phase))
            }
            #expect(try await test.start(.of("run-3", ["intranet"]), at: 7) == .started)
            #expect(try await test.move("run-1", to: .done, at: 8))
            #expect(try await test.start(.of("run-2", ["wiki"]), at: 9) == .started)
        },
        StoreRule("of many that start at once in two processes, one starts and all others join it") { test in
            let stores = [test.store, try await test.another()]
            let started = try await withThrowingTaskGroup(of: RunStart.self) { group in
                for index in 0..<20 {
                    group.addTask {
                        try await stores[index % 2].start(
                            .of("run-\(index)", ["jira"]), owner: "\(index)", lease: .seconds(60), at: test.at(0))
                    }
                }
                return try await group.reduce(into: [RunStart]()) { $0.append($1) }
            }
            #expect(started.count { $0 == .started } == 1)
            let joined = started.compactMap { if case .running(let run) = $0 { run.id } else { nil } }
            #expect(Set(joined).count == 1)
            #expect(try await test.store.runs(limit: 99, before: nil).map(\.id) == Array(Set(joined)))
        },
        StoreRule("runs are listed newest first, page by page") { test in
            for number in 1...5 {
                try await test.start(.of("run-\(number)", ["p-\(number)"]), at: Double(9 - number))
            }
            #expect(try await test.store.runs(limit: 2, before: nil).map(\.id) == ["run-5", "run-4"])
            #expect(try await test.store.runs(limit: 2, before: "run-4").map(\.id) == ["run-3", "run-2"])
            #expect(try await test.store.runs(limit: 9, before: "run-1").isEmpty)
            #expect(try await test.store.runs(limit: 9, before: "nonsense").isEmpty)
            #expect(try await test.store.runs(limit: -1, before: nil).isEmpty)
        },
        StoreRule("a run goes from planning through held and applying to its end, and no other way") { test in
            try await test.start(.of("run-1"), at: 0)
            #expect(try await test.approve("run-1", at: 1) == false)
            for phase in [Run.Phase.planning, .cancelled] {
                #expect(try await test.move("run-1", to: phase, at: 1) == false)
            }
            #expect(try await test.move("run-1", to: .held, reason: "30% changed", at: 2))
            var run = try #require(try await test.store.run("run-1"))
            #expect((run.phase, run.reason, run.finishedAt) == (.held, "30% changed", nil))
            // Whoever planned has no part in a held run any more.
            #expect(try await test.move("run-1", to: .applying, at: 3) == false)
            #expect(try await test.store.abandonedRuns(at: test.at(9999)).isEmpty)
            #expect(try await test.approve("run-1", owner: "boss", at: 4))
            #expect(try await test.approve("run-1", owner: "boss", at: 4) == false)
            run = try #require(try await test.store.run("run-1"))
            #expect((run.phase, run.reason) == (.applying, nil))
            #expect(try await test.move("run-1", to: .done, at: 5) == false)
            #expect(try await test.move("run-1", to: .held, owner: "boss", at: 5) == false)
            #expect(try await test.move("run-1", to: .failed, reason: "Jira is down", owner: "boss", at: 5))
            run = try #require(try await test.store.run("run-1"))
            #expect((run.phase, run.reason, run.finishedAt) == (.failed, "Jira is down", test.at(5)))
            #expect(try await test.move("run-1", to: .done, owner: "boss", at: 6) == false)
            #expect(try await test.store.cancel("run-1", reason: "x", at: test.at(6)) == false)
        },
        StoreRule("a person cancels a run that is not over, and its worker notices at its next verb") { test in
            let phases: [Run.Phase] = [.planning, .held, .applying]
            for (index, phase) in phases.enumerated() {
                let id = "run-\(index)"
                try await test.start(.of(id), at: 0)
                try await test.save(.of(0, plans: [.of(.ada)]), of: id, at: 1)
                if phase != .planning { #expect(try await test.move(id, to: phase, at: 1)) }
                let other = try await test.another()
                #expect(try await other.cancel(id, reason: "by ada", at: test.at(2)))
                #expect(try await other.cancel(id, reason: "again", at: test.at(3)) == false)
                let run = try #require(try await test.store.run(id))
                #expect((run.phase, run.reason, run.finishedAt) == (.cancelled, "by ada", test.at(2)))
                #expect(try await test.save(.of(1), of: id, at: 3) == false)
                #expect(try await test.move(id, to: .done, at: 3) == false)
                #expect(try await test.lease(id, at: 3) == false)
                #expect(try await test.approve(id, at: 3) == false)
                #expect(try await test.store.pendingPlans(of: id, limit: 9).isEmpty)
                let plan = try #require(try await test.store.plans(of: id, after: 0, limit: 9).first)
                #expect(try await test.conclude(plan, of: id, at: 3) == false)
            }
            #expect(try await test.store.cancel("nonsense", reason: "x", at: test.at(3)) == false)
        },
        StoreRule("remembers when each pipeline was reconciled to the end, by depth, and outlives the run") { test in
            func last(_ depth: Run.Depth, _ pipeline: String = "jira") async throws -> Date? {
                try await test.store.lastReconciliation(of: pipeline, depth: depth)
            }
            let ends: [(Run, Run.Phase, Double)] = [
                (.of("1", ["jira", "wiki"], depth: .light), .done, 10), (.of("2", kind: .simulate), .done, 20),
                (.of("3"), .failed, 30),
            ]
            for (run, end, second) in ends {
                try await test.start(run, at: second)
                #expect(try await test.move(run.id, to: end, at: second))
            }
            try await test.start(.of("4"), at: 40)
            #expect(try await test.store.cancel("4", reason: "x", at: test.at(40)))
            #expect(try await last(.light) == test.at(10))
            #expect(try await last(.light, "wiki") == test.at(10))
            #expect(try await last(.deep) == nil)
            try await test.start(.of("5"), at: 50)
            #expect(try await test.move("5", to: .applying, at: 51))
            #expect(try await last(.deep) == nil)
            #expect(try await test.move("5", to: .done, at: 52))
            #expect(try await last(.deep) == test.at(52))
            #expect(try await last(.light) == test.at(52))
            #expect(try await last(.light, "wiki") == test.at(10))
            try await test.prune(before: 1000)
            #expect(try await test.store.runs(limit: 9, before: nil).isEmpty)
            #expect(try await last(.deep) == test.at(52))
        },
    ]

    static let runLeases = [
        StoreRule("a run is in one process's hands, and passes on when its lease has run out") { test in
            try await test.start(.of("run-1"), at: 0)
            #expect(try await test.store.abandonedRuns(at: test.at(59)).isEmpty)
            #expect(try await test.lease("run-1", owner: "two", at: 59) == false)
            #expect(try await test.lease("run-1", at: 50))
            #expect(try await test.store.abandonedRuns(at: test.at(109)).isEmpty)
            #expect(try await test.another().abandonedRuns(at: test.at(110)).map(\.id) == ["run-1"])
            // Nobody took it yet: it is still its owner's.
            #expect(try await test.save(.of(0), of: "run-1", at: 111))
            #expect(try await test.lease("run-1", owner: "two", at: 112))
            #expect(try await test.store.abandonedRuns(at: test.at(113)).isEmpty)
            #expect(try await test.lease("run-1", at: 113) == false)
            #expect(try await test.save(.of(1), of: "run-1", at: 113) == false)
            #expect(try await test.move("run-1", to: .done, at: 113) == false)
            #expect(try await test.save(.of(1), of: "run-1", owner: "two", at: 113))
            #expect(try await test.lease("nonsense", at: 0) == false)
        },
        StoreRule("a clock that was set back lengthens no lease beyond the longest wait") { test in
            try await test.start(.of("run-1"), at: 100_000)
            try await test.start(.of("run-2", ["wiki"]), at: 0)
            try await test.store.clockWasSetBack(to: test.at(0), lease: .seconds(60), longestWait: .seconds(900))
            #expect(try await test.store.abandonedRuns(at: test.at(59)).isEmpty)
            #expect(try await test.store.abandonedRuns(at: test.at(60)).map(\.id) == ["run-2"])
            #expect(try await test.store.abandonedRuns(at: test.at(900)).map(\.id) == ["run-1", "run-2"])
        },
        StoreRule("of many that take a run over at once, one gets it") { test in
            try await test.start(.of("run-1"), at: 0)
            let stores = [test.store, try await test.another()]
            let taken = try await withThrowingTaskGroup(of: Bool.self) { group in
                for index in 0..<20 {
                    group.addTask {
                        try await stores[index % 2].lease(
                            "run-1", owner: "owner-\(index)", for: .seconds(60), at: test.at(60))
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(taken == 1)
        },
        StoreRule("a run that was applying when its process died is taken over and written to the end") { test in
            try await test.start(.of("run-1"), at: 0)
            try await test.save(.of(0, next: nil, plans: [.of(.ada), .of(.bob)]), of: "run-1", at: 1)
            #expect(try await test.move("run-1", to: .applying, at: 2))
            let first = try #require(try await test.store.pendingPlans(of: "run-1", limit: 1).first)
            #expect(try await test.conclude(first, of: "run-1", at: 3))
            let other = try await test.another()
            #expect(try await other.abandonedRuns(at: test.at(60)).map(\.phase) == [.applying])
            #expect(try await test.lease("run-1", owner: "two", at: 60))
            let rest = try await other.pendingPlans(of: "run-1", limit: 9)
            #expect(rest.map(\.key) == [.bob])
            #expect(try await test.conclude(rest[0], of: "run-1", at: 61) == false)
            #expect(try await test.store.pendingPlans(of: "run-1", limit: 9).map(\.key) == [.bob])
            #expect(try await test.conclude(rest[0], of: "run-1", owner: "two", at: 61))
            #expect(try await test.move("run-1", to: .done, owner: "two", at: 62))
        },
    ]
}
