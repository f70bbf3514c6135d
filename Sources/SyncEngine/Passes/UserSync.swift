import Domain
import Foundation

/// One user's pass through one pipeline: settle, plan, intend, apply. Syncs, simulations and "sync this user" all come
/// through here.
struct UserSync: Sendable {
    let route: Route
    let ledger: any PassLedger
    let time: any TimeSource

    var pipeline: Pipeline { route.pipeline }
    var target: any TargetReader { route.target.reader }

    /// What a writing pass leaves to be stored with the end of its claim.
    struct Result: Sendable {
        var report: PassReport
        var history: [HistoryEntry] = []
        var values: [TargetAttribute: String?]?
    }

    /// Plans without a claim and without writing.
    func simulate(_ profile: Profile) async throws(PassFailure) -> PassReport {
        switch try await destination(of: profile) {
        case .none(let report):
            return report
        case .account(let user, let departs):
            let plan = self.plan(profile, departs: departs, against: try await current(of: user))
            return report(plan, user: user, departs: departs)
        }
    }

    /// Plans, without a claim and without writing, for a user that the IdP no longer has.
    func simulateDeparted(_ link: TargetUser) async throws(PassFailure) -> PassReport {
        let found: TargetUser?
        do { found = try await target.user(key: link.key) } catch { throw .target(error) }
        guard let account = found else { return PassReport(.gone) }
        let plan = self.plan(nil, departs: .gone, against: try await current(of: account))
        return report(plan, user: account, departs: .gone)
    }

    /// Plans and writes what differs, under `claim`.
    ///
    /// Whatever an earlier pass intended and did not record is settled first, so that no change goes missing from the
    /// history when a process dies between writing and recording.
    func run(_ profile: Profile, under claim: Claim) async throws(PassFailure) -> Result {
        guard case .live(let writer) = route.target else {
            return Result(report: try await simulate(profile))
        }
        try await settle(claim)
        switch try await destination(of: profile) {
        case .none(let report):
            return Result(report: report)
        case .account(let user, let departs):
            return try await write(to: user, with: writer, departs: departs, under: claim) { current in
                plan(profile, departs: departs, against: current)
            }
        }
    }

    /// Plans and writes for a user that the IdP no longer has: clears what was mapped, where the pipeline says so.
    func runDeparted(_ account: TargetUser, under claim: Claim) async throws(PassFailure) -> Result {
        guard case .live(let writer) = route.target else { return Result(report: PassReport(.gone)) }
        try await settle(claim)
        return try await write(to: account, with: writer, departs: .gone, under: claim) { current in
            plan(nil, departs: .gone, against: current)
        }
    }

    /// Writes what a run planned, under `claim`.
    ///
    /// - Returns: nil: something has moved since, and the user is to be planned again; nothing was written.
    func carryOut(_ planned: StoredPlan, under claim: Claim) async throws(PassFailure) -> Result? {
        let mapped = Set(pipeline.mappings.map(\.target))
        guard case .live(let writer) = route.target, let user = planned.targetUser,
            Set(planned.attributes.map(\.target)) == mapped, try await !settle(claim)
        else { return nil }
        let departs: Outcome? = planned.outcome == .gone || planned.outcome == .outOfScope ? planned.outcome : nil
        do throws(PassFailure) {
            return try await write(to: user, with: writer, departs: departs, under: claim) {
                (current) throws(PassFailure) in
                let stands = planned.attributes.allSatisfy { current[$0.target].isSame(as: $0.current) }
                guard stands else { throw .planOutdated }
                return Plan(attributes: planned.attributes)
            }
        } catch .planOutdated {
            return nil
        } catch .target(let error) where error.code == .notFound {
            return nil
        }
    }

    enum Destination {
        case none(PassReport)
        /// `departs`: the outcome when the user left and its values go.
        case account(TargetUser, departs: Outcome?)
    }

    func destination(of profile: Profile) async throws(PassFailure) -> Destination {
        var departs: Outcome?
        switch pipeline.standing(of: profile) {
        case .inside: break
        case .outside(let why, let clears):
            guard clears else { return .none(PassReport(.outOfScope, reason: why)) }
            departs = .outOfScope
        case .unclear(let words): throw .unplannable("pipeline '\(pipeline.name)': scope: \(words)")
        }
        let match: TargetMatch
        switch pipeline.match.key(for: profile) {
        case .value(let value): match = value
        case .empty:
            return .none(PassReport(departs ?? .noMatch, reason: "\(pipeline.match.source.text) is empty"))
        case .error(let words): throw .unplannable("pipeline '\(pipeline.name)': match: \(words)")
        }
        let found: [TargetUser]
        do { found = try await target.users(matching: match) } catch { throw .target(error) }
        guard let user = found.first else {
            return .none(PassReport(departs ?? .noMatch, reason: "no account has this \(match.attribute.rawValue)"))
        }
        guard found.count == 1 else {
            return .none(PassReport(.ambiguous, reason: "several accounts have this \(match.attribute.rawValue)"))
        }
        return .account(user, departs: departs)
    }

    private func current(of user: TargetUser) async throws(PassFailure) -> [TargetAttribute: String] {
        do {
            return try await target.values(of: user, attributes: Set(pipeline.mappings.map(\.target)))
        } catch { throw .target(error) }
    }

    func plan(_ profile: Profile?, departs: Outcome?, against current: [TargetAttribute: String]) -> Plan {
        let target = self.target
        let objection = { target.objection(to: $0, for: $1) }
        guard let profile, departs == nil else {
            return Planner.clearing(mappings: pipeline.mappings, current: current, objection: objection)
        }
        return Planner.plan(
            mappings: pipeline.mappings, profile: profile, current: current,
            normal: { target.normalized($0, for: $1) }, objection: objection)
    }

    func report(_ plan: Plan, user: TargetUser, departs: Outcome?) -> PassReport {
        let outcome = departs ?? (plan.changes.isEmpty ? .unchanged : .written)
        return PassReport(outcome, targetUser: user, attributes: plan.attributes)
    }

    private func write(
        to user: TargetUser, with writer: any TargetWriter, departs: Outcome?, under claim: Claim,
        planning plan: (_ current: [TargetAttribute: String]) throws(PassFailure) -> Plan
    ) async throws(PassFailure) -> Result {
        let account = Account(target: target.name, key: user.key)
        // A busy account is held by another pass for as long as that pass writes: a few requests.
        for _ in 0..<20 {
            let version: Int64
            do { version = try await ledger.accountVersion(account) } catch { throw .store(error) }
            let plan = try plan(try await current(of: user))
            let report = report(plan, user: user, departs: departs)
            if plan.changes.isEmpty {
                return Result(report: report, values: record(of: plan))
            }
            switch try await intend(plan, for: user, on: account, version: version, under: claim) {
            case .stored: return try await apply(plan, report, to: user, with: writer, under: claim)
            case .claimLost: throw .claimLost
            case .accountBusy:
                do { try await time.sleep(for: .milliseconds(250)) } catch { throw .accountBusy }
            }
        }
        throw .accountBusy
    }

    private func intend(
        _ plan: Plan, for user: TargetUser, on account: Account, version: Int64, under claim: Claim
    ) async throws(PassFailure) -> IntentResult {
        let now = time.now
        let intents = plan.changes.map {
            Intent(
                target: target.name, targetUser: user, attribute: $0.target, old: $0.current, new: $0.wanted,
                cause: claim.cause, intendedAt: now)
        }
        do {
            return try await ledger.intend(intents, for: claim, on: account, version: version, at: now)
        } catch { throw .store(error) }
    }

    private func apply(
        _ plan: Plan, _ report: PassReport, to user: TargetUser, with writer: any TargetWriter, under claim: Claim
    ) async throws(PassFailure) -> Result {
        let changes = plan.changes.map { TargetChange($0.target, old: $0.current, new: $0.wanted) }
        let results: [TargetAttribute: AttributeResult]
        do { results = try await writer.apply(changes, to: user) } catch {
            // What was written before it failed goes on record now, as far as the target tells: the next attempt may be
            // long in coming, or the last one was this.
            if LaneFault(error) == nil { _ = try? await settle(claim) }
            throw .target(error)
        }
        let now = time.now
        var history: [HistoryEntry] = []
        let attributes = plan.attributes.map { row -> PlannedAttribute in
            guard row.action.writes else { return row }
            switch results[row.target] {
            case .written:
                history.append(entry(row.target, old: row.current, new: row.wanted, at: now, user: user, claim: claim))
                return row
            case .refused(let words): return row.failed(words)
            case nil: return row.failed("the target did not say what became of it")
            }
        }
        let written = !history.isEmpty
        let outcome = report.outcome == .written && !written ? .unchanged : report.outcome
        return Result(
            report: PassReport(outcome, targetUser: user, attributes: attributes), history: history,
            values: record(of: Plan(attributes: attributes)))
    }

    /// What the target holds after the plan was carried out, as far as it is known.
    func record(of plan: Plan) -> [TargetAttribute: String?] {
        var values: [TargetAttribute: String?] = [:]
        for row in plan.attributes {
            values[row.target] = .some(row.action.writes ? row.wanted : row.current)
        }
        return values
    }

    private func entry(
        _ attribute: TargetAttribute, old: String?, new: String?, at moment: Date, user: TargetUser, claim: Claim
    ) -> HistoryEntry {
        HistoryEntry(
            time: moment, user: claim.key.user, pipeline: pipeline.name, target: target.name, targetUser: user.name,
            attribute: attribute, old: old, new: new, cause: claim.cause)
    }
}

extension PlannedAttribute {
    /// The same row, not written after all.
    func failed(_ words: String) -> PlannedAttribute {
        PlannedAttribute(
            target: target, source: source, wanted: wanted, current: current, action: .error, error: words)
    }
}
