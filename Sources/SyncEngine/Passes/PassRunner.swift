import Domain
import Foundation
import Logging

/// Takes one claim from what was read to how it ends.
struct PassRunner: Sendable {
    /// How a claim ends, and what a person is told.
    struct Conclusion: Sendable {
        let completion: Completion
        let record: PassRecord
        /// nil: there is nothing to tell about this user.
        let report: PassReport?

        static func done(_ record: PassRecord, followUp: FollowUp? = nil, report: PassReport? = nil) -> Conclusion {
            Conclusion(completion: .done(followUp: followUp), record: record, report: report)
        }
    }

    /// How long a pass waits when the store failed under it.
    static let storePause = Duration.seconds(5)
    /// How long a pass waits that met an index before its first listing was complete; the pool claims none until then.
    static let indexPause = Duration.seconds(5)

    let store: any Store
    let board: LaneBoard
    let policy: SyncPolicy
    let time: any TimeSource

    /// One user's pass through one pipeline, up to how its claim ends: a result, another attempt, a wait for the lane,
    /// or a dead letter.
    func pass(_ claim: Claim, through route: Route, reading: Reading) async -> Conclusion {
        switch await run(claim, through: route, reading: reading) {
        case .success(let result):
            await board.worked(Lane(.connector, route.pipeline.connector))
            // Without an account the target may not have been asked at all.
            if result.report.targetUser != nil { await board.worked(Lane(.target, route.pipeline.target)) }
            let conclusion = success(claim, route, reading, result)
            // Before the claim ends: a crash in between only repeats it.
            do throws(StoreError) {
                try await PeopleBelow(store: store, time: time).mark(
                    after: claim, through: route, hasChanged: hasChanged(claim, conclusion))
            } catch { return await conclude(claim, .store(error)) }
            return conclusion
        case .failure(let failure):
            return await conclude(claim, failure)
        }
    }

    /// Writes what a run planned for one user.
    ///
    /// - Returns: nil: something has moved since, and the user needs an ordinary pass.
    func pass(_ claim: Claim, through route: Route, carryingOut planned: StoredPlan) async -> Conclusion? {
        let sync = UserSync(route: route, ledger: store, time: time)
        do throws(PassFailure) {
            guard let result = try await sync.carryOut(planned, under: claim) else { return nil }
            await board.worked(Lane(.target, route.pipeline.target))
            let record = PassRecord(
                outcome: result.report.outcome, link: result.report.targetUser, values: result.values,
                history: result.history, settlesIntents: true)
            return .done(record, report: result.report)
        } catch {
            return await conclude(claim, error)
        }
    }

    private func run(
        _ claim: Claim, through route: Route, reading: Reading
    ) async -> Result<UserSync.Result, PassFailure> {
        let sync = UserSync(route: route, ledger: store, time: time)
        do throws(PassFailure) {
            switch reading {
            case .success(let profile):
                return .success(try await sync.run(profile, under: claim))
            case .failure(let error) where error.code == .notFound:
                return .success(try await departed(claim, sync))
            case .failure(let error):
                throw .directory(error)
            }
        } catch {
            return .failure(error)
        }
    }

    /// A user that the IdP does not have. A fresh one may only not have been replicated yet, so nothing is cleared
    /// before the last look.
    private func departed(_ claim: Claim, _ sync: UserSync) async throws(PassFailure) -> UserSync.Result {
        let isLastLook =
            switch claim.cause.kind {
            case .notification: claim.step >= policy.rereads.count
            case .sweep, .reconciliation: true
            // A person who asks for one user is told that it is gone.
            case .manual, .undo: false
            }
        guard sync.route.pipeline.onDeleted == .clear, isLastLook else {
            return UserSync.Result(report: PassReport(.gone))
        }
        let link: TargetUser?
        do { link = try await store.link(for: claim.key) } catch { throw .store(error) }
        guard let link else { return UserSync.Result(report: PassReport(.gone)) }
        let account: TargetUser?
        do { account = try await sync.route.target.reader.user(key: link.key) } catch { throw .target(error) }
        guard let account else { return UserSync.Result(report: PassReport(.gone)) }
        return try await sync.runDeparted(account, under: claim)
    }

    /// Whether the profile reads otherwise than the last pass read it; somebody who left counts once.
    private func hasChanged(_ claim: Claim, _ conclusion: Conclusion) -> Bool {
        guard let fingerprint = conclusion.record.fingerprint else { return claim.step == 0 }
        return fingerprint != claim.fingerprint
    }

    private func success(
        _ claim: Claim, _ route: Route, _ reading: Reading, _ result: UserSync.Result
    ) -> Conclusion {
        let fingerprint = (try? reading.get()).map { $0.fingerprint(of: route.paths) }
        let report = result.report
        // Without an earlier read nothing proves that this one was fresh: what was written may be as old as the target's
        // never having been in step.
        let unchanged = claim.fingerprint.map { $0 == fingerprint } ?? true
        let followUp = policy.followUp(after: claim, outcome: report.outcome, unchanged: unchanged, now: time.now)
        let record = PassRecord(
            outcome: report.outcome, link: report.targetUser, fingerprint: fingerprint, values: result.values,
            history: result.history, settlesIntents: route.isLive,
            manager: (try? reading.get()).flatMap { $0.manager(for: route) })
        return .done(record, followUp: followUp, report: report)
    }

    /// What follows from a failure, of a pass or of resolving a name.
    func conclude(_ claim: Claim, _ failure: PassFailure) async -> Conclusion {
        let words = failure.description
        let completion: Completion
        switch failure {
        case .store(let error) where error.code != .corrupt && error.code != .refused:
            completion = .deferred(until: time.now + Self.storePause.timeInterval, reason: words)
        case .claimLost:
            completion = .handedBack
        case .accountBusy:
            completion = .deferred(until: time.now + 1, reason: words)
        case .target(let error) where error.code == .notReady:
            completion = .deferred(until: time.now + Self.indexPause.timeInterval, reason: words)
        case .directory, .target, .unplannable, .store, .planOutdated:
            if let fault = LaneFault(failure), await isPaused(fault, by: claim) {
                completion = .deferred(until: time.now, reason: words)
            } else {
                completion = policy.completion(ofFailure: words, after: claim, now: time.now)
            }
        }
        // What was cancelled failed for that reason alone, and proves nothing about anybody.
        return Conclusion(
            completion: Task.isCancelled ? .handedBack : completion, record: PassRecord(),
            report: PassReport(.failed, reason: words))
    }

    private func isPaused(_ fault: LaneFault, by claim: Claim) async -> Bool {
        guard !Task.isCancelled else { return true }
        return await board.report(fault, by: claim.key) == .paused
    }
}

extension Route {
    var isLive: Bool { if case .live = target { true } else { false } }
}
