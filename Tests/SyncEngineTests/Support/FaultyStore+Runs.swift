import Domain
import Foundation

extension FaultyStore {
    func start(_ run: Run, owner: String, lease: Duration, at time: Date) async throws(StoreError) -> RunStart {
        try await real.start(run, owner: owner, lease: lease, at: time)
    }

    func lease(_ id: String, owner: String, for lease: Duration, at time: Date) async throws(StoreError) -> Bool {
        try await real.lease(id, owner: owner, for: lease, at: time)
    }

    func abandonedRuns(at time: Date) async throws(StoreError) -> [Run] { try await real.abandonedRuns(at: time) }
    func run(_ id: String) async throws(StoreError) -> Run? { try await real.run(id) }

    func runs(limit: Int, before id: String?) async throws(StoreError) -> [Run] {
        try await real.runs(limit: limit, before: id)
    }

    func known(_ keys: [RequestKey], at time: Date) async throws(StoreError) -> [RequestKey: KnownUser] {
        try await real.known(keys, at: time)
    }

    func listed(_ users: [String], of id: String, connector: String) async throws(StoreError) -> Set<String> {
        try await real.listed(users, of: id, connector: connector)
    }

    func progress(of id: String, connector: String) async throws(StoreError) -> ListingProgress {
        try await real.progress(of: id, connector: connector)
    }

    func save(_ page: PlannedPage, of id: String, owner: String, at time: Date) async throws(StoreError) -> Bool {
        try faults.use(.save)
        let kept = try await real.save(page, of: id, owner: owner, at: time)
        try faults.used(.save)
        return kept
    }

    func move(
        _ id: String, to phase: Run.Phase, reason: String?, owner: String, at time: Date
    ) async throws(StoreError) -> Bool {
        try faults.use(.move)
        return try await real.move(id, to: phase, reason: reason, owner: owner, at: time)
    }

    func approve(_ id: String, owner: String, lease: Duration, at time: Date) async throws(StoreError) -> Bool {
        try await real.approve(id, owner: owner, lease: lease, at: time)
    }

    func cancel(_ id: String, reason: String, at time: Date) async throws(StoreError) -> Bool {
        try await real.cancel(id, reason: reason, at: time)
    }

    func pendingPlans(of id: String, limit: Int) async throws(StoreError) -> [StoredPlan] {
        try await real.pendingPlans(of: id, limit: limit)
    }

    func conclude(
        _ plan: StoredPlan, of id: String, as outcome: Outcome, attributes: [PlannedAttribute], reason: String?,
        owner: String, at time: Date
    ) async throws(StoreError) -> Bool {
        try faults.use(.conclude)
        let kept = try await real.conclude(
            plan, of: id, as: outcome, attributes: attributes, reason: reason, owner: owner, at: time)
        try faults.used(.conclude)
        return kept
    }

    func plans(of id: String, after number: Int64, limit: Int) async throws(StoreError) -> [StoredPlan] {
        try await real.plans(of: id, after: number, limit: limit)
    }

    func lastReconciliation(of pipeline: String, depth: Run.Depth) async throws(StoreError) -> Date? {
        try await real.lastReconciliation(of: pipeline, depth: depth)
    }

    func unseenUsers(
        of id: String, pipeline: String, after user: String?, limit: Int
    ) async throws(StoreError) -> [UserReference] {
        try await real.unseenUsers(of: id, pipeline: pipeline, after: user, limit: limit)
    }

    func reports(
        of manager: UserReference, after user: String?, limit: Int
    ) async throws(StoreError) -> [UserReference] {
        try await real.reports(of: manager, after: user, limit: limit)
    }

    func forget(_ user: UserReference, at time: Date) async throws(StoreError) -> Forgetting {
        try await real.forget(user, at: time)
    }
}
