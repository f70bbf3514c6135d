import Domain
import Foundation
import Testing

extension StoreContract {
    /// Random verbs of several processes, each told to the store and to a model of what `RunStore` promises.
    static let runModel = (1...6).map { seed in
        StoreRule("keeps runs as promised, in random sequence \(seed)") { test in
            var play = RunPlay(test, seed: UInt64(seed))
            for step in 0..<250 {
                let command = try await play.step()
                try await play.compare("sequence \(seed), step \(step), \(command)")
            }
        }
    }
}

private struct ModelRun {
    let run: Run
    var phase = Run.Phase.planning
    var lease: (owner: String, until: Date)?
    var pages = 0
    var isComplete = false
    var seen: Set<String> = []
    var counts: [String: RunCounts]
    var plans: [(key: RequestKey, outcome: Outcome, isPending: Bool)] = []

    func isHeld(by owner: String) -> Bool { lease?.owner == owner }

    func isAbandoned(at time: Date) -> Bool {
        (phase == .planning || phase == .applying) && (lease.map { $0.until <= time } ?? true)
    }
}

/// A store and a model of its runs, side by side.
private struct RunPlay {
    private let test: StoreUnderTest
    private var random: SeededGenerator
    private var second = 0.0
    private var started = 0
    private var runs: [String: ModelRun] = [:]

    init(_ test: StoreUnderTest, seed: UInt64) {
        self.test = test
        random = SeededGenerator(seed: seed)
    }

    private var now: Date { test.at(second) }
    private mutating func owner() -> String { ["one", "two"].randomElement(using: &random) ?? "" }
    private mutating func chance(_ of: Int) -> Bool { Int.random(in: 0..<of, using: &random) == 0 }
    private mutating func user() -> String { "user-\(Int.random(in: 0..<9, using: &random))" }

    /// Mostly the newest ones, now and then one that is over long since.
    private mutating func id() -> String {
        "run-\(max(0, started - Int.random(in: 0..<(chance(4) ? 9 : 3), using: &random)))"
    }

    mutating func step() async throws -> String {
        second += Double(Int.random(in: 0...20, using: &random))
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<3: return try await start()
        case 3..<5: return try await lease()
        case 5..<11: return try await save()
        case 11..<13: return try await move()
        case 13: return try await approve()
        case 14: return try await cancel()
        case 15: return try await forget()
        default: return try await conclude()
        }
    }

    func compare(_ command: String) async throws {
        for (id, model) in runs {
            let run = try #require(try await test.store.run(id), "\(command)")
            try #require(run.phase == model.phase && run.counts == model.counts, "\(command): \(run) \(model)")
            try #require((run.finishedAt != nil) == model.phase.isOver, "\(command)")
            let plans = try await test.store.plans(of: id, after: 0, limit: 999)
            try #require(
                plans.map(\.key) == model.plans.map(\.key) && plans.map(\.outcome) == model.plans.map(\.outcome)
                    && plans.map(\.isPending) == model.plans.map(\.isPending), "\(command)")
            let pending = try await test.store.pendingPlans(of: id, limit: 3)
            let due = model.phase.isOver ? [] : model.plans.filter(\.isPending).prefix(3).map(\.key)
            try #require(pending.map(\.key) == due, "\(command)")
            let progress = try await test.store.progress(of: id, connector: "entra")
            try #require(progress.pages == model.pages && progress.isComplete == model.isComplete, "\(command)")
            let listed = try await test.store.listed(Array(model.seen) + ["zoe"], of: id, connector: "entra")
            try #require(listed == model.seen, "\(command)")
        }
        let abandoned = try await test.store.abandonedRuns(at: now).map(\.id)
        try #require(Set(abandoned) == Set(runs.filter { $0.value.isAbandoned(at: now) }.keys), "\(command)")
    }

    private mutating func start() async throws -> String {
        let pipelines = [["jira"], ["wiki"], ["jira", "wiki"]].randomElement(using: &random) ?? []
        let owner = owner()
        let run = Run.of("run-\(started + 1)", pipelines, kind: chance(3) ? .simulate : .reconcile)
        let answer = try await test.start(run, owner: owner, at: second)
        let rivals = runs.values.filter { !$0.phase.isOver && !Set($0.run.pipelines).isDisjoint(with: pipelines) }
        if rivals.isEmpty {
            #expect(answer == .started)
            started += 1
            runs[run.id] = ModelRun(
                run: run, lease: (owner, test.at(second + 60)),
                counts: Dictionary(uniqueKeysWithValues: pipelines.map { ($0, RunCounts()) }))
        } else if case .running(let running) = answer {
            #expect(rivals.map(\.run.id).contains(running.id))
        } else {
            Issue.record("started beside \(rivals)")
        }
        return "start \(run.id) \(pipelines)"
    }

    private mutating func lease() async throws -> String {
        let (id, owner) = (id(), owner())
        let model = runs[id]
        let isFree = model.map { $0.phase == .planning || $0.phase == .applying } ?? false
        let due = isFree && (model?.isHeld(by: owner) == true || model?.isAbandoned(at: now) == true)
        #expect(try await test.lease(id, owner: owner, at: second) == due)
        let end = test.at(second + 60)
        if due { runs[id]?.lease = (owner, end) }
        return "lease \(id) for \(owner)"
    }

    private mutating func save() async throws -> String {
        let (id, owner) = (id(), owner())
        let pages = runs[id]?.pages ?? 0
        let number = chance(4) ? pages + Int.random(in: -2...1, using: &random) : pages
        let next = chance(4) ? nil : "more"
        let users = (0..<3).map { _ in user() }
        let pipeline = runs[id]?.run.pipelines.randomElement(using: &random) ?? "jira"
        let plans = users.map { StoredPlan.of(.user($0, pipeline), isPending: !chance(4)) }
        let counts = plans.map { RunCounts($0.outcome, $0.attributes, isInScope: true) }.reduce(RunCounts(), +)
        let page = PlannedPage.of(number, next: next, users: users, plans: plans, counts: [pipeline: counts])
        var saved: Bool?
        do { saved = try await test.save(page, of: id, owner: owner, at: second) } catch let error as StoreError {
            #expect(error.code == .refused)
        }
        let isHeld = runs[id].map { $0.phase == .planning && $0.isHeld(by: owner) } ?? false
        #expect(saved == (isHeld ? (number == pages || number == pages - 1 ? true : nil) : false))
        if isHeld, number == pages {
            runs[id]?.pages += 1
            runs[id]?.isComplete = next == nil
            runs[id]?.seen.formUnion(users)
            runs[id]?.plans += plans.map { ($0.key, $0.outcome, $0.isPending) }
            let sum = (runs[id]?.counts[pipeline] ?? RunCounts()) + counts
            runs[id]?.counts[pipeline] = sum
        }
        return "save page \(number) of \(id) by \(owner)"
    }

    private mutating func move() async throws -> String {
        let (id, owner) = (id(), owner())
        let phases: [Run.Phase] = [.planning, .held, .applying, .applying, .done, .failed, .cancelled]
        let phase = phases.randomElement(using: &random) ?? .done
        let due = runs[id].map { $0.isHeld(by: owner) && $0.phase.leads(to: phase) } ?? false
        #expect(try await test.move(id, to: phase, owner: owner, at: second) == due)
        if due {
            runs[id]?.phase = phase
            if phase != .applying { runs[id]?.lease = nil }
        }
        return "move \(id) to \(phase) by \(owner)"
    }

    private mutating func approve() async throws -> String {
        let (id, owner) = (id(), owner())
        let due = runs[id]?.phase == .held
        #expect(try await test.approve(id, owner: owner, at: second) == due)
        let end = test.at(second + 60)
        if due {
            runs[id]?.phase = .applying
            runs[id]?.lease = (owner, end)
        }
        return "approve \(id)"
    }

    private mutating func cancel() async throws -> String {
        let id = id()
        let due = runs[id].map { !$0.phase.isOver } ?? false
        #expect(try await test.store.cancel(id, reason: "x", at: now) == due)
        if due {
            runs[id]?.phase = .cancelled
            runs[id]?.lease = nil
        }
        return "cancel \(id)"
    }

    private mutating func conclude() async throws -> String {
        let (id, owner) = (id(), owner())
        guard let plan = try await test.store.plans(of: id, after: 0, limit: 99).randomElement(using: &random),
            let model = runs[id]
        else { return "nothing planned in \(id)" }
        let outcome = [Outcome.written, .unchanged, .failed].randomElement(using: &random) ?? .failed
        let attributes = outcome == .written ? plan.attributes : []
        let due = model.phase == .applying && model.isHeld(by: owner)
        #expect(try await test.conclude(plan, of: id, as: outcome, attributes, owner: owner, at: second) == due)
        let numbers = try await test.store.plans(of: id, after: 0, limit: 999).map(\.number)
        if due, plan.isPending, let index = numbers.firstIndex(of: plan.number) {
            runs[id]?.plans[index] = (plan.key, outcome, false)
            runs[id]?.counts[plan.key.pipeline]?.conclude(plan, as: outcome, attributes)
        }
        return "conclude \(plan.key) of \(id) by \(owner)"
    }

    private mutating func forget() async throws -> String {
        let user = UserReference(connector: "entra", id: user())
        #expect(try await test.store.forget(user, at: now) == .forgotten)
        for (id, model) in runs {
            for gone in model.plans where gone.key.user == user && gone.isPending {
                runs[id]?.counts[gone.key.pipeline]?.withdraw(.of(gone.key))
            }
            runs[id]?.plans.removeAll { $0.key.user == user }
            runs[id]?.seen.remove(user.value)
        }
        return "forget \(user.value)"
    }
}
