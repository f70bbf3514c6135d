import Domain
import Foundation

/// The words that rules about runs are written in.
extension StoreUnderTest {
    @discardableResult
    func start(_ run: Run, owner: String = "one", at seconds: Double) async throws -> RunStart {
        try await store.start(run, owner: owner, lease: .seconds(60), at: at(seconds))
    }

    func lease(_ id: String, owner: String = "one", at seconds: Double) async throws -> Bool {
        try await store.lease(id, owner: owner, for: .seconds(60), at: at(seconds))
    }

    func approve(_ id: String, owner: String = "one", at seconds: Double) async throws -> Bool {
        try await store.approve(id, owner: owner, lease: .seconds(60), at: at(seconds))
    }

    func move(
        _ id: String, to phase: Run.Phase, reason: String? = nil, owner: String = "one", at seconds: Double
    ) async throws -> Bool {
        try await store.move(id, to: phase, reason: reason, owner: owner, at: at(seconds))
    }

    @discardableResult
    func save(_ page: PlannedPage, of id: String, owner: String = "one", at seconds: Double) async throws -> Bool {
        try await store.save(page, of: id, owner: owner, at: at(seconds))
    }

    func conclude(
        _ plan: StoredPlan, of id: String, as outcome: Outcome = .written, _ attributes: [PlannedAttribute] = [],
        reason: String? = nil, owner: String = "one", at seconds: Double
    ) async throws -> Bool {
        try await store.conclude(
            plan, of: id, as: outcome, attributes: attributes, reason: reason, owner: owner, at: at(seconds))
    }

    /// A run of `jira` that has planned `plans` and now writes.
    func applying(
        _ plans: [StoredPlan], of id: String = "run-1", counts: RunCounts = RunCounts()
    ) async throws {
        try await start(.of(id), at: 0)
        try await save(.of(0, next: nil, plans: plans, counts: ["jira": counts]), of: id, at: 1)
        _ = try await move(id, to: .applying, at: 2)
    }

    func prune(before seconds: Double) async throws {
        let retention = Retention(
            deliveriesBefore: at(seconds), historyBefore: at(seconds), replayIDsBefore: at(seconds))
        while try await store.prune(retention, limit: 100) == 100 {}
    }
}

extension Run {
    static func of(
        _ id: String, _ pipelines: [String] = ["jira"], kind: Kind = .reconcile, depth: Depth = .deep
    ) -> Run {
        Run(
            id: id, kind: kind, depth: depth, pipelines: pipelines, cause: Cause(.reconciliation, id: id),
            startedAt: ManualTime.start)
    }
}

extension PlannedPage {
    static func of(
        _ number: Int, next: String? = "more", users: [String] = [], plans: [StoredPlan] = [],
        findings: [RequestKey: Finding] = [:], managers: [String: String] = [:], counts: [String: RunCounts] = [:],
        connector: String = "entra"
    ) -> PlannedPage {
        PlannedPage(
            connector: connector, number: number, next: next, users: users, plans: plans, findings: findings,
            managers: managers, counts: counts)
    }
}

extension StoredPlan {
    static func of(
        _ key: RequestKey, _ outcome: Outcome = .written, _ attributes: [PlannedAttribute] = [.changing("Department")],
        isPending: Bool = true
    ) -> StoredPlan {
        StoredPlan(
            key: key, outcome: outcome, targetUser: TargetUser(key: "key-\(key.user.value)", name: key.user.value),
            attributes: attributes, plannedAt: ManualTime.start, isPending: isPending)
    }
}

extension PlannedAttribute {
    static func changing(
        _ name: String, _ action: Action = .change, wanted: String? = "IT", current: String? = "HR",
        error: String? = nil
    ) -> PlannedAttribute {
        PlannedAttribute(
            target: TargetAttribute(.property, name), source: "department", wanted: wanted, current: current,
            action: action, error: error)
    }
}
