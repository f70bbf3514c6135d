public import Foundation

/// Runs with their plans and progress, kept across crashes; memory stays bounded however many users there are.
///
/// One process works on a run at a time, under a lease; every verb of the worker says whether the lease still holds. One
/// that ran out still holds until somebody else takes the run.
public protocol RunStore: Sendable {
    /// Starts `run` and leases it to `owner`, unless one that is not over has any of its pipelines.
    func start(_ run: Run, owner: String, lease: Duration, at time: Date) async throws(StoreError) -> RunStart

    /// Takes over a run that is planning or applying and whose lease ran out (its process died), or prolongs the
    /// owner's own. False: another process works on it, or it is over or held.
    func lease(_ id: String, owner: String, for lease: Duration, at time: Date) async throws(StoreError) -> Bool

    /// Runs that are planning or applying while nobody's lease holds.
    func abandonedRuns(at time: Date) async throws(StoreError) -> [Run]

    func run(_ id: String) async throws(StoreError) -> Run?
    /// Newest first.
    func runs(limit: Int, before id: String?) async throws(StoreError) -> [Run]

    /// What is stored of users, to plan a page of them against; those of whom nothing is are left out.
    func known(_ keys: [RequestKey], at time: Date) async throws(StoreError) -> [RequestKey: KnownUser]

    /// Those of `users` that a page of this run showed already: a listing may show a user twice, and one whose cursor
    /// expired starts over.
    func listed(_ users: [String], of id: String, connector: String) async throws(StoreError) -> Set<String>

    /// Where the listing of a connector goes on; nil: from the start.
    func progress(of id: String, connector: String) async throws(StoreError) -> ListingProgress

    /// Stores what a page of users came to, in one commit: plans that differ, findings, counts, and where the listing
    /// goes on. Saving the page that was saved last again changes nothing. False: the lease was lost, or the run is not
    /// planning any more.
    ///
    /// Pages count on where a listing starts over, and with users who were asked for one by one (`next`: nil).
    /// - Throws: `.refused` for a page that is not the next one.
    func save(_ page: PlannedPage, of id: String, owner: String, at time: Date) async throws(StoreError) -> Bool

    /// Goes from planning to `phase` (`held`, `applying`, `done`, `failed`), or from applying to its end. False: the
    /// lease was lost, or the run was cancelled meanwhile.
    func move(
        _ id: String, to phase: Run.Phase, reason: String?, owner: String, at time: Date
    ) async throws(StoreError) -> Bool

    /// A person lets a held run write: from now on it is applying, leased to `owner`. False: it is not held.
    func approve(_ id: String, owner: String, lease: Duration, at time: Date) async throws(StoreError) -> Bool

    /// Ends a run that is not over; its worker notices at its next verb. False: it is over.
    func cancel(_ id: String, reason: String, at time: Date) async throws(StoreError) -> Bool

    /// The next plans of a run that are to be written, in the order of planning; none when it is over.
    func pendingPlans(of id: String, limit: Int) async throws(StoreError) -> [StoredPlan]

    /// Records what became of a plan: it is pending no more, and the run's counts say what happened instead of what was
    /// planned. A plan that is not pending is left as it is. False: the lease was lost, or the run is not applying.
    /// - Parameter reason: Why it failed, or what made it come to nothing; in words.
    func conclude(
        _ plan: StoredPlan, of id: String, as outcome: Outcome, attributes: [PlannedAttribute], reason: String?,
        owner: String, at time: Date
    ) async throws(StoreError) -> Bool

    /// What a report lists: every user that differs, has no match, is ambiguous, held or failed, in the order of
    /// planning.
    func plans(of id: String, after number: Int64, limit: Int) async throws(StoreError) -> [StoredPlan]

    /// When a pipeline was last reconciled to the end (`done`), at least as deeply as `depth`; nil: never. Simulations
    /// do not count; outlives the runs that retention forgets.
    func lastReconciliation(of pipeline: String, depth: Run.Depth) async throws(StoreError) -> Date?

    /// Linked users of a pipeline that a complete listing of this run did not show, to be asked for one by one; in the
    /// order of their ids, after `user`. Nobody while the listing is not complete.
    func unseenUsers(
        of id: String, pipeline: String, after user: String?, limit: Int
    ) async throws(StoreError) -> [UserReference]
}

public enum RunStart: Sendable, Hashable {
    case started
    /// This run has one of the pipelines and is not over.
    case running(Run)
}

/// How far the listing of one connector has come.
public struct ListingProgress: Sendable, Hashable {
    /// What `Directory.page` is asked with next; nil: from the start.
    public let cursor: String?
    /// Pages saved so far.
    public let pages: Int
    public let isComplete: Bool

    public init(cursor: String?, pages: Int, isComplete: Bool) {
        self.cursor = cursor
        self.pages = pages
        self.isComplete = isComplete
    }
}

/// What one page of a connector's users came to.
public struct PlannedPage: Sendable, Hashable {
    public let connector: String
    /// From 0; one after the other.
    public let number: Int
    /// Where the listing goes on; nil: this was the last page.
    public let next: String?
    /// Everybody on the page, for `listed` and `unseenUsers`.
    public let users: [String]
    public let plans: [StoredPlan]
    /// What is known now of users who need no write.
    public let findings: [RequestKey: Finding]
    /// The managers' ids of those users whose manager was read; empty: nobody.
    public let managers: [String: String]
    /// By pipeline.
    public let counts: [String: RunCounts]

    public init(
        connector: String, number: Int, next: String?, users: [String], plans: [StoredPlan],
        findings: [RequestKey: Finding] = [:], managers: [String: String] = [:], counts: [String: RunCounts]
    ) {
        self.connector = connector
        self.number = number
        self.next = next
        self.users = users
        self.plans = plans
        self.findings = findings
        self.managers = managers
        self.counts = counts
    }
}

/// What planning learned of a user who needs no write: kept as the end of a pass would keep it, so that the next light
/// run has something to compare with.
public struct Finding: Sendable, Hashable {
    /// When the profile and the target were read; what a pass found since then stays.
    public let readAt: Date
    /// nil leaves the link as it is.
    public let link: TargetUser?
    /// nil leaves the record as it is. A nil value: nothing there.
    public let values: [TargetAttribute: String?]?
    /// nil leaves it as it is.
    public let fingerprint: String?

    public init(
        readAt: Date, link: TargetUser? = nil, values: [TargetAttribute: String?]? = nil, fingerprint: String? = nil
    ) {
        self.readAt = readAt
        self.link = link
        self.values = values
        self.fingerprint = fingerprint
    }
}

/// What earlier passes and runs left about a user in one pipeline.
public struct KnownUser: Sendable, Hashable {
    public let link: TargetUser?
    /// What the target held; nil: never recorded. A nil value: nothing there.
    public let values: [TargetAttribute: String?]?
    /// Of the profile as it was last read.
    public let fingerprint: String?
    /// Of the last finished pass.
    public let outcome: Outcome?
    /// A mark waits for an answer, or a pass is under way.
    public let isMarked: Bool
    /// All marks are answered, and a further look is due later.
    public let isFollowedUp: Bool
    /// The last pass failed for good.
    public let isDead: Bool

    public init(
        link: TargetUser? = nil, values: [TargetAttribute: String?]? = nil, fingerprint: String? = nil,
        outcome: Outcome? = nil, isMarked: Bool = false, isFollowedUp: Bool = false, isDead: Bool = false
    ) {
        self.link = link
        self.values = values
        self.fingerprint = fingerprint
        self.outcome = outcome
        self.isMarked = isMarked
        self.isFollowedUp = isFollowedUp
        self.isDead = isDead
    }
}

/// One user's plan in a run.
public struct StoredPlan: Sendable, Hashable {
    /// Counts up within the store; 0: not stored yet.
    public let number: Int64
    public let key: RequestKey
    /// As planned, or what it came to.
    public let outcome: Outcome
    public let targetUser: TargetUser?
    public let attributes: [PlannedAttribute]
    public let reason: String?
    public let plannedAt: Date
    /// To be written, and not yet.
    public let isPending: Bool
    /// The profile had changed since it was last read, and no notification waited.
    public let isMissed: Bool

    public init(
        number: Int64 = 0, key: RequestKey, outcome: Outcome, targetUser: TargetUser?, attributes: [PlannedAttribute],
        reason: String? = nil, plannedAt: Date, isPending: Bool, isMissed: Bool = false
    ) {
        self.number = number
        self.key = key
        self.outcome = outcome
        self.targetUser = targetUser
        self.attributes = attributes
        self.reason = reason
        self.plannedAt = plannedAt
        self.isPending = isPending
        self.isMissed = isMissed
    }
}
